import { screenEllipse } from '../floor/geometry';
import { withAlpha, type Palette } from '../floor/palette';
import type { Pose } from './motion';
import type { PoseStatus } from './protocol';

const DOT_PX = 6;
const WEDGE_PX = 19;
const WEDGE_HALF_RAD = 0.5;

export interface Look {
  status: PoseStatus;
  /** Nothing heard of late: the place is that of the past. */
  stale: boolean;
  followed: boolean;
  px_per_m: number;
}

const colourOf = (look: Look, palette: Palette): string => (look.stale ? palette.lost : palette[look.status]);

/** The ellipse that holds the shopper two times in three: filled where the place is known, dashed where it is not. */
export function drawHalo(
  pen: CanvasRenderingContext2D,
  px: number,
  py: number,
  pose: Pose,
  look: Look,
  palette: Palette,
): void {
  const { radiusX_px, radiusY_px, rotation_rad } = screenEllipse(
    pose.sd_major_m,
    pose.sd_minor_m,
    pose.sd_angle_rad,
    look.px_per_m,
  );
  const colour = colourOf(look, palette);
  const firm = look.status === 'ok' && !look.stale;
  pen.beginPath();
  pen.ellipse(px, py, radiusX_px, radiusY_px, rotation_rad, 0, 2 * Math.PI);
  pen.fillStyle = withAlpha(colour, look.followed ? 0.14 : firm ? 0.06 : 0.03);
  pen.fill();
  pen.setLineDash(firm ? [] : [4, 4]);
  pen.lineWidth = look.followed ? 1.5 : 1;
  pen.strokeStyle = withAlpha(colour, look.followed ? 0.9 : firm ? 0.35 : 0.6);
  pen.stroke();
  pen.setLineDash([]);
}

/** A known place is a full dot with a heading wedge, a guess a hollow dot, a lost shopper a cross. */
export function drawDot(
  pen: CanvasRenderingContext2D,
  px: number,
  py: number,
  pose: Pose,
  look: Look,
  palette: Palette,
): void {
  const colour = colourOf(look, palette);
  if (look.status === 'lost') {
    drawCross(pen, px, py, colour, palette.floor);
  } else {
    if (look.status === 'ok' && !look.stale) drawWedge(pen, px, py, pose.heading_rad, colour);
    pen.beginPath();
    pen.arc(px, py, DOT_PX, 0, 2 * Math.PI);
    const full = look.status === 'ok';
    pen.fillStyle = full ? colour : palette.floor;
    pen.fill();
    pen.lineWidth = full ? 1.5 : 2.5;
    pen.strokeStyle = full ? palette.floor : colour;
    pen.stroke();
  }
  if (look.followed) {
    pen.beginPath();
    pen.arc(px, py, DOT_PX + 4, 0, 2 * Math.PI);
    pen.lineWidth = 2;
    pen.strokeStyle = palette.ink;
    pen.stroke();
  }
}

function drawWedge(
  pen: CanvasRenderingContext2D,
  px: number,
  py: number,
  heading_rad: number,
  colour: string,
): void {
  pen.beginPath();
  pen.moveTo(px, py);
  pen.arc(px, py, WEDGE_PX, -heading_rad - WEDGE_HALF_RAD, -heading_rad + WEDGE_HALF_RAD);
  pen.closePath();
  pen.fillStyle = withAlpha(colour, 0.5);
  pen.fill();
}

function drawCross(
  pen: CanvasRenderingContext2D,
  px: number,
  py: number,
  colour: string,
  halo: string,
): void {
  const arm = DOT_PX - 1;
  for (const [width, style] of [
    [5, halo],
    [2.5, colour],
  ] as const) {
    pen.beginPath();
    pen.moveTo(px - arm, py - arm);
    pen.lineTo(px + arm, py + arm);
    pen.moveTo(px + arm, py - arm);
    pen.lineTo(px - arm, py + arm);
    pen.lineWidth = width;
    pen.lineCap = 'round';
    pen.strokeStyle = style;
    pen.stroke();
  }
}

/** The ring of an offer: it opens once and fades; `share` runs from 0 to 1. */
export function drawRing(
  pen: CanvasRenderingContext2D,
  px: number,
  py: number,
  share: number,
  still: boolean,
  palette: Palette,
): void {
  const opened = still ? 0.6 : 1 - (1 - share) ** 3;
  pen.beginPath();
  pen.arc(px, py, 8 + 26 * opened, 0, 2 * Math.PI);
  pen.lineWidth = 4 - 2 * opened;
  pen.strokeStyle = withAlpha(palette.offer, still ? 1 : 1 - share ** 2);
  pen.stroke();
  pen.beginPath();
  pen.arc(px, py, 4, 0, 2 * Math.PI);
  pen.fillStyle = withAlpha(palette.offer, 1 - share ** 3);
  pen.fill();
}

/** Where a followed shopper came from: only places that were received, older ones fainter. */
export function drawTrail(pen: CanvasRenderingContext2D, points: number[][], palette: Palette): void {
  pen.lineWidth = 2;
  pen.lineCap = 'round';
  for (let i = 1; i < points.length; i += 1) {
    const [x0, y0] = points[i - 1] as [number, number];
    const [x1, y1] = points[i] as [number, number];
    pen.beginPath();
    pen.moveTo(x0, y0);
    pen.lineTo(x1, y1);
    pen.strokeStyle = withAlpha(palette.ok, (0.6 * i) / points.length);
    pen.stroke();
  }
}

export function drawLabel(
  pen: CanvasRenderingContext2D,
  px: number,
  py: number,
  text: string,
  palette: Palette,
): void {
  pen.font = '600 11px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  pen.lineJoin = 'round';
  pen.lineWidth = 3;
  pen.strokeStyle = withAlpha(palette.floor, 0.85);
  pen.strokeText(text, px + 11, py - 11);
  pen.fillStyle = palette.ink;
  pen.fillText(text, px + 11, py - 11);
}
