export { pretrained, type PretrainedName } from "./pretrained";
