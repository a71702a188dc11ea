import type OlMap from 'ol/Map';
import { withAlpha } from '../../floor/palette';
import type { Point } from '../feature';
import type { Colours } from './colours';
import {
  EMPTY,
  type Look,
  type Sketch,
  type SketchHandle,
  type SketchLabel,
  type SketchShape,
} from './sketch';

const LABEL_FONT = '600 12px system-ui, "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", sans-serif';

/** Selection, handles and what is being drawn: a canvas above the map, so that the plan is not drawn again for it. */
export class SketchLayer {
  readonly canvas = document.createElement('canvas');
  colours: Colours;
  /** How a label is said in the person's language. */
  say: (label: SketchLabel) => string = () => '';
  readonly #map: OlMap;
  #sketches: Sketch[] = [EMPTY];
  #frame = 0;

  constructor(host: HTMLElement, map: OlMap, colours: Colours) {
    this.#map = map;
    this.colours = colours;
    this.canvas.className = 'sketch';
    this.canvas.setAttribute('aria-hidden', 'true');
    host.append(this.canvas);
    map.on('postrender', () => this.#draw());
  }

  show(...sketches: Sketch[]): void {
    this.#sketches = sketches;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.canvas.remove();
  }

  #draw(): void {
    const size = this.#map.getSize();
    const pen = this.canvas.getContext('2d');
    if (!size || !pen || !this.#map.getPixelFromCoordinate([0, 0])) return;
    const ratio = window.devicePixelRatio;
    const [width, height] = [Math.round((size[0] ?? 0) * ratio), Math.round((size[1] ?? 0) * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      [this.canvas.width, this.canvas.height] = [width, height];
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    for (const sketch of this.#sketches) for (const shape of sketch.shapes) this.#shape(pen, shape);
    for (const sketch of this.#sketches) for (const handle of sketch.handles ?? []) this.#handle(pen, handle);
    for (const sketch of this.#sketches) for (const label of sketch.labels ?? []) this.#label(pen, label);
  }

  #px([x_m, y_m]: Point): [number, number] {
    const [x = 0, y = 0] = this.#map.getPixelFromCoordinate([x_m, y_m]) ?? [];
    return [x, y];
  }

  #look(look: Look): { stroke: string; fill: string; width: number; dash: number[] } {
    const { accent, ink, face, added, changed, removed } = this.colours;
    switch (look) {
      case 'draft':
        return { stroke: accent, fill: withAlpha(accent, 0.12), width: 2, dash: [] };
      case 'chosen':
        return { stroke: accent, fill: withAlpha(accent, 0.14), width: 2, dash: [] };
      case 'pointed':
        return { stroke: accent, fill: withAlpha(accent, 0.06), width: 1.5, dash: [] };
      case 'guide':
        return { stroke: withAlpha(accent, 0.8), fill: 'transparent', width: 1, dash: [4, 4] };
      case 'reach':
        return { stroke: withAlpha(face, 0.6), fill: withAlpha(face, 0.1), width: 1, dash: [3, 3] };
      case 'measure':
        return { stroke: ink, fill: 'transparent', width: 2, dash: [] };
      case 'added':
        return { stroke: added, fill: withAlpha(added, 0.22), width: 2.5, dash: [] };
      case 'changed':
        return { stroke: changed, fill: withAlpha(changed, 0.2), width: 2.5, dash: [8, 3] };
      case 'removed':
        return { stroke: removed, fill: withAlpha(removed, 0.16), width: 2.5, dash: [2, 4] };
    }
  }

  #shape(pen: CanvasRenderingContext2D, { points, closed, look, rings }: SketchShape): void {
    const { stroke, fill, width, dash } = this.#look(look);
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.strokeStyle = stroke;
    pen.fillStyle = fill;
    const single = points.length === 1 ? points[0] : undefined;
    pen.beginPath();
    if (single) {
      const [x, y] = this.#px(single);
      pen.arc(x, y, 10, 0, 2 * Math.PI);
    } else {
      for (const ring of [points, ...(rings ?? [])]) {
        for (const [i, point] of ring.entries()) {
          const [x, y] = this.#px(point);
          if (i === 0) pen.moveTo(x, y);
          else pen.lineTo(x, y);
        }
        if (closed) pen.closePath();
      }
    }
    if (closed || single) pen.fill('evenodd');
    pen.stroke();
    pen.setLineDash([]);
  }

  #handle(pen: CanvasRenderingContext2D, { at, kind, from }: SketchHandle): void {
    const { accent, paper, face } = this.colours;
    const [x, y] = this.#px(at);
    pen.lineWidth = 2;
    pen.strokeStyle = kind === 'facing' ? face : accent;
    pen.fillStyle = kind === 'middle' ? withAlpha(paper, 0.7) : kind === 'facing' ? face : paper;
    if (from) {
      pen.beginPath();
      pen.moveTo(...this.#px(from));
      pen.lineTo(x, y);
      pen.stroke();
    }
    pen.beginPath();
    if (kind === 'corner') pen.rect(x - 5, y - 5, 10, 10);
    else pen.arc(x, y, kind === 'middle' ? 4 : 7, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }

  #label(pen: CanvasRenderingContext2D, label: SketchLabel): void {
    const text = this.say(label);
    if (text === '') return;
    const [x, y] = this.#px(label.at);
    const below = 'snaps' in label;
    pen.font = LABEL_FONT;
    const width = pen.measureText(text).width + 12;
    const [left, top] = below ? [x + 14, y + 14] : [x - width / 2, y - 28];
    pen.fillStyle = below ? this.colours.accent : this.colours.ink;
    pen.beginPath();
    pen.roundRect(left, top, width, 20, 4);
    pen.fill();
    pen.fillStyle = this.colours.paper;
    pen.textBaseline = 'middle';
    pen.fillText(text, left + 6, top + 10.5);
  }
}
