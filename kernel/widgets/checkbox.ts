import type { ControlOptions } from "./control";
import { Control } from "./control";
import { requireFlag } from "./validate";

export interface CheckboxOptions extends ControlOptions {
  /** Default: false. */
  value?: boolean;
}

/**
 * A box that is ticked or not.
 *
 *     const shuffle = checkbox({ label: "shuffle", value: true });
 *
 * @throws TypeError if value is neither true nor false
 */
export function checkbox(options: CheckboxOptions = {}): Control<boolean> {
  return new Control(
    {
      caller: "checkbox",
      name: "Checkbox",
      styleName: "Checkbox",
      width: "auto",
      state: { indent: false },
      value: options.value ?? false,
      check: (value) => requireFlag("checkbox", "value", value),
      toState: (value) => ({ value }),
      fromState: ({ value }) => (typeof value === "boolean" ? value : undefined),
      words: (value) => (value ? "yes" : "no"),
    },
    options,
  );
}
