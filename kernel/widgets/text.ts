import type { ControlOptions } from "./control";
import { Control } from "./control";
import { requireFlag, requireText } from "./validate";

export interface TextOptions extends ControlOptions {
  /** Default: empty. */
  value?: string;
  /** Shown in grey while there is no text. Default: none. */
  placeholder?: string;
  /** Whether the value changes with each letter, not only with Enter and when the reader leaves. Default: false. */
  continuousUpdate?: boolean;
}

/**
 * A line that the reader can write in.
 *
 *     const name = text({ label: "name of the run", value: "first" });
 *
 * @throws TypeError if value or placeholder is no string
 */
export function text(options: TextOptions = {}): Control<string> {
  const { value = "", placeholder = "", continuousUpdate = false } = options;
  return new Control(
    {
      caller: "text",
      name: "Text",
      styleName: "Text",
      width: "25em",
      state: {
        placeholder: requireText("text", "placeholder", placeholder),
        continuous_update: requireFlag("text", "continuousUpdate", continuousUpdate),
      },
      value,
      check: (value) => requireText("text", "value", value),
      toState: (value) => ({ value }),
      fromState: ({ value }) => (typeof value === "string" ? value : undefined),
      words: (value) => JSON.stringify(value),
    },
    options,
  );
}
