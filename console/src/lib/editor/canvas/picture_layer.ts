import ImageLayer from 'ol/layer/Image';
import ImageCanvasSource from 'ol/source/ImageCanvas';
import { apply } from '../plane';
import type { Affine } from '../feature';

/** The picture a plan is drawn over, placed by its affine: it may be turned, which a plain image of the map cannot be. */
export class PictureLayer {
  readonly layer = new ImageLayer({ zIndex: 0 });
  #picture: HTMLImageElement | null = null;
  #file = '';
  #floorFromImage: Affine = [1, 0, 0, 0, -1, 0];

  /** `address`: of the picture; null: the level has none. */
  show(address: string | null, floorFromImage: Affine): void {
    this.#floorFromImage = floorFromImage;
    if (address === null) {
      this.#file = '';
      this.#picture = null;
      this.layer.setSource(null);
      return;
    }
    if (address !== this.#file) {
      this.#file = address;
      const picture = new Image();
      picture.onload = () => {
        if (this.#file !== address) return;
        this.#picture = picture;
        this.#draw();
      };
      picture.src = address;
      return;
    }
    this.#draw();
  }

  setOpacity(opacity: number): void {
    this.layer.setOpacity(opacity);
  }

  #draw(): void {
    const picture = this.#picture;
    if (!picture) return;
    this.layer.setSource(
      new ImageCanvasSource({
        ratio: 1.5,
        canvasFunction: (extent, resolution, pixelRatio, [width = 1, height = 1]) => {
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [width, height];
          const pen = canvas.getContext('2d');
          if (!pen) return canvas;
          const px_per_m = pixelRatio / resolution;
          const toCanvas = ([x, y]: readonly [number, number]): [number, number] => [
            (x - (extent[0] ?? 0)) * px_per_m,
            ((extent[3] ?? 0) - y) * px_per_m,
          ];
          const [origin, right, down] = [
            toCanvas(apply(this.#floorFromImage, [0, 0])),
            toCanvas(apply(this.#floorFromImage, [1, 0])),
            toCanvas(apply(this.#floorFromImage, [0, 1])),
          ];
          pen.setTransform(
            right[0] - origin[0],
            right[1] - origin[1],
            down[0] - origin[0],
            down[1] - origin[1],
            ...origin,
          );
          pen.drawImage(picture, 0, 0);
          return canvas;
        },
      }),
    );
  }
}
