export { pretrained, type PretrainedModel, type PretrainedName } from "./pretrained";
