import { Listeners } from "./listeners";
import type { ModelState } from "./model";
import { Model } from "./model";
import { requireFlag, requireText } from "./validate";
import { controls, layout, style, Widget } from "./widget";

/** What all controls have. */
export interface ControlOptions {
  /** Before or on the control, and what a screen reader says. TeX between dollars is drawn as such. Default: none. */
  label?: string;
  /** What the page shows while the mouse rests on it. Default: none. */
  tooltip?: string;
  /** Grey, and deaf to mouse and keyboard. Default: false. */
  disabled?: boolean;
  /** CSS, such as "20em" or "50%", of label and control together. Default: what suits the control. */
  width?: string;
  /** CSS; the same for several controls puts them in line. Default: as wide as the label. */
  labelWidth?: string;
}

/** How a value gets to the page and back. */
export interface Conversion<Value> {
  /** Gives the value that is kept, which may be the nearest possible one, or throws. */
  check(value: Value): Value;
  toState(value: Value): ModelState;
  /** Undefined where the page's state holds no value. */
  fromState(state: ModelState): Value | undefined;
}

/** A widget with a value, which the reader or the code changes. */
export class ValueWidget<Value> extends Widget {
  private readonly listeners = new Listeners<Value>(() => this.describe(), false);
  private current: Value;

  constructor(
    model: Model,
    value: Value,
    private readonly conversion: Conversion<Value>,
    protected readonly words: (value: Value) => string,
  ) {
    super(model);
    this.current = conversion.check(value);
    model.onUpdate = (state) => {
      this.update(state);
    };
  }

  /**
   * The value as the reader has left it, also while a cell runs, once that cell awaits something.
   * Setting it moves the control on the page and tells the listeners. Setting the same value does nothing.
   */
  get value(): Value {
    return this.current;
  }

  set value(value: Value) {
    const next = this.conversion.check(value);
    if (Object.is(next, this.current)) return;
    this.current = next;
    this.model.set(this.conversion.toState(next));
    this.listeners.call(next);
  }

  /**
   * Calls the listener with each new value, whether the reader or the code has set it. One that returns a promise is
   * not called again before that is settled, and then with the newest value: drawing never lags behind a slider.
   * What a listener prints or shows appears where the widget was first shown, or in the cell that set the value.
   *
   * @returns a function that takes the listener away again
   */
  onChange(listener: (value: Value) => unknown): () => void {
    return this.listeners.add(listener);
  }

  describe(): string {
    return this.words(this.current);
  }

  private update(state: ModelState): void {
    const keys = Object.keys(this.conversion.toState(this.current));
    if (!keys.some((key) => Object.hasOwn(state, key))) return;
    const value = this.conversion.fromState(state);
    if (value === undefined) {
      // The page shows what cannot be.
      this.model.set(this.conversion.toState(this.current));
    } else if (!Object.is(value, this.current)) {
      this.current = value;
      this.listeners.call(value);
    }
  }
}

/** What a kind of control is made of, beside what its options say. */
export interface ControlKind<Value> extends Conversion<Value> {
  /** As in the name of its function. */
  caller: string;
  /** Of the page's classes: `IntSlider` for `IntSliderModel` and `IntSliderView`. */
  name: string;
  /** Where the name of the view is another. */
  view?: string;
  styleName: string;
  width?: string | undefined;
  state: ModelState;
  value: Value;
  words: (value: Value) => string;
}

/** A labelled control. */
export class Control<Value> extends ValueWidget<Value> {
  private readonly caller: string;
  private currentLabel: string;
  private isDisabled: boolean;

  constructor(kind: ControlKind<Value>, options: ControlOptions) {
    const { caller, name, view = name, styleName, state, value, words } = kind;
    const { label = "", tooltip = "", disabled = false, labelWidth = "initial" } = options;
    const { width = kind.width } = options;
    for (const [name, text] of Object.entries({ label, tooltip, labelWidth })) {
      requireText(caller, name, text);
    }
    if (width !== undefined) requireText(caller, "width", width);
    requireFlag(caller, "disabled", disabled);
    const model = new Model(
      { ...controls, name: `${name}Model`, view: `${view}View` },
      {
        ...state,
        ...kind.toState(kind.check(value)),
        description: label,
        tooltip,
        disabled,
      },
      {
        layout: layout({ width, max_width: "100%" }),
        style: style(`${styleName}StyleModel`, { description_width: labelWidth }),
      },
    );
    super(model, value, kind, words);
    this.caller = caller;
    this.currentLabel = label;
    this.isDisabled = disabled;
  }

  get label(): string {
    return this.currentLabel;
  }

  set label(label: string) {
    if (requireText(this.caller, "label", label) === this.currentLabel) return;
    this.currentLabel = label;
    this.model.set({ description: label });
  }

  get disabled(): boolean {
    return this.isDisabled;
  }

  set disabled(disabled: boolean) {
    if (requireFlag(this.caller, "disabled", disabled) === this.isDisabled) return;
    this.isDisabled = disabled;
    this.model.set({ disabled });
  }

  override describe(): string {
    const name = this.currentLabel === "" ? this.caller : `${this.caller} ${this.currentLabel}`;
    return `${name}: ${super.describe()}`;
  }
}
