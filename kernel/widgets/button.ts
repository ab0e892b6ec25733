import { isRecord } from "./buffers";
import { Listeners } from "./listeners";
import { Model } from "./model";
import { requireFlag, requireOneOf, requireText } from "./validate";
import { controls, layout, style, Widget } from "./widget";

const styles = ["", "primary", "success", "info", "warning", "danger"] as const;

export interface ButtonOptions {
  /** On the button. */
  label: string;
  /** Called at each click. Default: nothing; see `onClick`. */
  onClick?: (button: Button) => unknown;
  /** What the page shows while the mouse rests on it. Default: the label. */
  tooltip?: string;
  /** The name of a Font Awesome 4 icon, such as "play". Default: none. */
  icon?: string;
  /** The button's colour. Default: "", the page's own. */
  style?: (typeof styles)[number];
  /** Grey, and deaf to mouse and keyboard. Default: false. */
  disabled?: boolean;
  /** CSS. Default: as wide as the label. */
  width?: string;
}

/** A button that calls functions. */
export class Button extends Widget {
  private readonly listeners = new Listeners<Button>(() => this.describe(), true);
  private currentLabel: string;
  private isDisabled: boolean;

  constructor(options: ButtonOptions) {
    const { label, tooltip, icon = "", disabled = false, width = "auto" } = options;
    const model = new Model(
      { ...controls, name: "ButtonModel", view: "ButtonView" },
      {
        description: requireText("button", "label", label),
        // The page shows the label for null.
        tooltip: tooltip === undefined ? null : requireText("button", "tooltip", tooltip),
        icon: requireText("button", "icon", icon),
        button_style: requireOneOf("button", "style", options.style ?? "", styles),
        disabled: requireFlag("button", "disabled", disabled),
      },
      {
        layout: layout({ width: requireText("button", "width", width), max_width: "100%" }),
        style: style("ButtonStyleModel", {}),
      },
    );
    super(model);
    this.currentLabel = label;
    this.isDisabled = disabled;
    model.onCustom = (content) => {
      if (isRecord(content) && content["event"] === "click" && !this.isDisabled) this.click();
    };
    if (options.onClick) this.onClick(options.onClick);
  }

  get label(): string {
    return this.currentLabel;
  }

  set label(label: string) {
    if (requireText("button", "label", label) === this.currentLabel) return;
    this.currentLabel = label;
    this.model.set({ description: label });
  }

  get disabled(): boolean {
    return this.isDisabled;
  }

  set disabled(disabled: boolean) {
    if (requireFlag("button", "disabled", disabled) === this.isDisabled) return;
    this.isDisabled = disabled;
    this.model.set({ disabled });
  }

  /**
   * Calls the listener at each click, also while a cell runs, once that cell awaits something. One that returns a
   * promise is not called again before that is settled; no click is lost. What it prints or shows appears where the
   * button was first shown.
   *
   * @returns a function that takes the listener away again
   */
  onClick(listener: (button: Button) => unknown): () => void {
    return this.listeners.add(listener);
  }

  /** What a click does. */
  click(): void {
    this.listeners.call(this);
  }

  describe(): string {
    return `button ${this.currentLabel}`.trim();
  }
}

/**
 * A button.
 *
 *     button({ label: "Draw new samples", onClick: () => show(plots.imageGrid(vae.sample(100))) })
 *
 * @throws TypeError  if an option is of the wrong kind
 * @throws RangeError if there is no such style
 */
export function button(options: ButtonOptions): Button {
  return new Button(options);
}
