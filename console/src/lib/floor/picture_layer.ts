import ImageLayer from 'ol/layer/Image';
import ImageCanvasSource from 'ol/source/ImageCanvas';

/** (a, b, c, d, e, f): x = a u + b v + c, y = d u + e v + f of pixel column u and row v (down). */
type FloorFromImage = readonly number[];

/** Of the element that holds the picture alone: style sheets may mute it there. */
const CLASS_NAME = 'floor-picture';

/** The picture a plan is drawn over, placed by its affine: it may be turned, which a plain image of the map cannot be. */
export class PictureLayer {
  readonly layer: ImageLayer<ImageCanvasSource>;
  /** It was asked for, and is there or not: a plan may name a picture that nobody uploaded. */
  onanswer: (isThere: boolean) => void = () => {};
  #picture: HTMLImageElement | null = null;
  #address = '';
  #floorFromImage: FloorFromImage = [1, 0, 0, 0, -1, 0];

  constructor({ muted = false, zIndex = 0 } = {}) {
    this.layer = new ImageLayer({ zIndex, ...(muted ? { className: CLASS_NAME } : {}) });
  }

  /** `address`: of the picture; null: the level has none. */
  show(address: string | null, floorFromImage: FloorFromImage): void {
    this.#floorFromImage = floorFromImage;
    if (address === this.#address) {
      this.#draw();
      return;
    }
    this.#address = address ?? '';
    this.#picture = null;
    this.layer.setSource(null);
    if (address === null) return;
    const picture = new Image();
    picture.onload = () => {
      if (this.#address !== address) return;
      this.#picture = picture;
      this.#draw();
      this.onanswer(true);
    };
    picture.onerror = () => this.#address === address && this.onanswer(false);
    picture.src = address;
  }

  setOpacity(opacity: number): void {
    this.layer.setOpacity(opacity);
  }

  #draw(): void {
    const picture = this.#picture;
    if (!picture) return;
    const [a = 1, b = 0, c = 0, d = 0, e = -1, f = 0] = this.#floorFromImage;
    this.layer.setSource(
      new ImageCanvasSource({
        ratio: 1.5,
        canvasFunction: (extent, resolution, pixelRatio, [width = 1, height = 1]) => {
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [width, height];
          const pen = canvas.getContext('2d');
          if (!pen) return canvas;
          const px_per_m = pixelRatio / resolution;
          const [left = 0, , , top = 0] = extent;
          // Floor metres (y up) to the canvas (y down), then the picture's pixels to floor metres.
          pen.setTransform(px_per_m, 0, 0, -px_per_m, -left * px_per_m, top * px_per_m);
          pen.transform(a, d, b, e, c, f);
          pen.drawImage(picture, 0, 0);
          return canvas;
        },
      }),
    );
  }
}
