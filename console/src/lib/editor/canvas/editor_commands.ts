/** What panels and keys may ask of the canvas. */
export interface EditorCommands {
  zoom(direction: 1 | -1): void;
  fit(): void;
  /** By a step to the right and upwards. */
  pan(right: number, up: number): void;
  centre(x_m: number, y_m: number): void;
  /** A typed length or size for the tool in hand; false when it says nothing to it. */
  type(text: string): boolean;
  finish(): void;
  back(): boolean;
  redraw(): void;
}
