/** The phone's motion as rows of ten numbers: ms of the page's clock, specific force (m/s2), turn rate (rad/s), vector
 * part of the quaternion from phone axes to east-north-up. What is not told is NaN. */

export const COLUMNS = 10;
const RAD = Math.PI / 180;
type Triple = { x: number | null; y: number | null; z: number | null };

/** Gravity included, pointing up when at rest, as Android's accelerometer has it. iOS tells gravity the other way
 * round; with the acceleration apart, the force is twice that less the sum. */
export function specificForce(withGravity: Triple, alone: Triple | null, isApple: boolean): number[] | null {
  const sum = [withGravity.x, withGravity.y, withGravity.z];
  if (!sum.every((value) => value !== null)) return null;
  if (!isApple) return sum as number[];
  const own = [alone?.x ?? 0, alone?.y ?? 0, alone?.z ?? 0];
  return (sum as number[]).map((value, k) => 2 * (own[k] ?? 0) - value);
}

/** Browsers tell the rate about x, y, z as alpha, beta, gamma (w3c/deviceorientation, issue 44). */
export function turnRate(
  rate: { alpha: number | null; beta: number | null; gamma: number | null } | null,
): number[] {
  return [rate?.alpha, rate?.beta, rate?.gamma].map((value) => (value ?? Number.NaN) * RAD);
}

/** Angles z-x'-y'' in degrees (W3C Device Orientation, "Worked example") to the quaternion's vector part, w >= 0. */
export function attitude(alpha_deg: number, beta_deg: number, gamma_deg: number): [number, number, number] {
  const [a, b, g] = [alpha_deg, beta_deg, gamma_deg].map((degrees) => (degrees * RAD) / 2) as [
    number,
    number,
    number,
  ];
  const [ca, sa, cb, sb, cg, sg] = [
    Math.cos(a),
    Math.sin(a),
    Math.cos(b),
    Math.sin(b),
    Math.cos(g),
    Math.sin(g),
  ];
  const w = ca * cb * cg - sa * sb * sg;
  const sign = w < 0 ? -1 : 1;
  return [
    sign * (ca * sb * cg - sa * cb * sg),
    sign * (ca * cb * sg + sa * sb * cg),
    sign * (sa * cb * cg + ca * sb * sg),
  ];
}

const MOST_ROWS = 2_000;

/** Rows as the service takes them at once: a page in the background is woken once a minute, with all that came. */
export function pieces(rows: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer>[] {
  const count = Math.ceil(rows.length / COLUMNS / MOST_ROWS);
  return Array.from({ length: count }, (_, k) =>
    rows.slice(k * MOST_ROWS * COLUMNS, (k + 1) * MOST_ROWS * COLUMNS),
  );
}

type Asks = { requestPermission?: () => Promise<string> };
type Compass = DeviceOrientationEvent & { webkitCompassHeading?: number };

/** Whether this page may be told of motion at all: only over HTTPS, and where there are sensors. */
export const canMove = (): boolean => window.isSecureContext && 'DeviceMotionEvent' in window;

/** Collects rows until they are taken. */
export class MotionRecorder {
  #rows: number[] = [];
  #pose: number[] = [Number.NaN, Number.NaN, Number.NaN];
  #isApple = /apple/i.test(navigator.vendor);

  /** Ask (iOS asks the person) and begin; false when it is not allowed. Call it from a press of a button. */
  async begin(): Promise<boolean> {
    if (!canMove()) return false;
    try {
      const asks = (window.DeviceMotionEvent as unknown as Asks).requestPermission;
      if (asks && (await asks()) !== 'granted') return false;
    } catch {
      return false;
    }
    window.addEventListener('devicemotion', this.#moved);
    window.addEventListener('deviceorientationabsolute', this.#turned as EventListener);
    window.addEventListener('deviceorientation', this.#turned);
    return true;
  }

  end(): void {
    window.removeEventListener('devicemotion', this.#moved);
    window.removeEventListener('deviceorientationabsolute', this.#turned as EventListener);
    window.removeEventListener('deviceorientation', this.#turned);
  }

  get samples(): number {
    return this.#rows.length / COLUMNS;
  }

  take(): Float64Array<ArrayBuffer> | null {
    if (this.#rows.length === 0) return null;
    const taken = Float64Array.from(this.#rows);
    this.#rows = [];
    return taken;
  }

  #moved = (event: DeviceMotionEvent): void => {
    if (!event.accelerationIncludingGravity) return;
    const force = specificForce(event.accelerationIncludingGravity, event.acceleration, this.#isApple);
    if (force === null) return;
    this.#rows.push(event.timeStamp, ...force, ...turnRate(event.rotationRate), ...this.#pose);
  };

  #turned = (event: Compass): void => {
    const heading = event.webkitCompassHeading;
    const alpha = heading === undefined ? (event.absolute ? event.alpha : null) : 360 - heading;
    if (alpha === null || event.beta === null || event.gamma === null) return;
    this.#pose = attitude(alpha, event.beta, event.gamma);
  };
}
