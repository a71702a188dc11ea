import type { components } from '../api/schema';
import { domainOf, type Domain } from './colours';
import type { FitResult, PlanResult } from './job';
import { quantile, rasterOf, type Raster } from './raster';
import type { Layer, Start } from './view.svelte';

type Assessment = components['schemas']['Assessment'];
type Measured = components['schemas']['Measured'];

/** What there is to draw: of the map in force, or of a job that one looks at. */
export interface Sources {
  assessment: Assessment | null;
  measured: Measured | null;
  plan: PlanResult | null;
}

export const ofFit = ({ assessment, measured }: FitResult): Sources => ({ assessment, measured, plan: null });

/** The values of a layer on their grid; null where they are not known. */
export function rasterOfLayer(layer: Layer, start: Start, of: Sources): Raster | null {
  switch (layer) {
    case 'predicted':
      return of.assessment && rasterOf(of.assessment.places, of.assessment[start].mean_m);
    case 'walked':
      return of.assessment?.walked
        ? rasterOf(of.assessment.walked.places, of.assessment.walked.seconds)
        : null;
    case 'measured':
      return of.measured && measuredRaster(of.measured);
    case 'plan':
      return of.plan && rasterOf(of.plan.places, of.plan.mean_m);
    case 'grid':
      return of.plan?.best_regular_grid ? rasterOf(of.plan.places, of.plan.best_regular_grid.mean_m) : null;
  }
}

function measuredRaster({ cells, cell_m }: Measured): Raster {
  const middle = cell_m / 2;
  const places = {
    cell_m,
    x_m: cells.map(({ x_m }) => x_m + middle),
    y_m: cells.map(({ y_m }) => y_m + middle),
  };
  return rasterOf(
    places,
    cells.map(({ measured_m }) => measured_m),
  );
}

/** Differences of centimetres are not drawn as if they were large. */
const LEAST_SPAN_M = 1;

/** The colours end where so many of the squares do: a dark corner must not wash out the rest. */
const SHOWN_SHARE = 0.98;

/**
 * One scale for all errors that are compared: predicted, measured, with a plan, with a grid. Where people were walked
 * has its own.
 */
export function domainOfLayer(layer: Layer, start: Start, of: Sources): Domain {
  if (layer === 'walked') {
    const walked = rasterOfLayer('walked', start, of);
    return domainOf(0, walked ? quantile(walked, SHOWN_SHARE) : 1);
  }
  const compared: readonly Layer[] = layer === 'plan' || layer === 'grid' ? ['plan', 'grid'] : ['predicted'];
  const rasters = compared.map((each) => rasterOfLayer(each, start, of)).filter((each) => each !== null);
  const first =
    rasters.length > 0 ? rasters : [rasterOfLayer(layer, start, of)].filter((each) => each !== null);
  if (first.length === 0) return domainOf(0, 10);
  const low = Math.min(...first.map((raster) => quantile(raster, 0)));
  const high = Math.max(...first.map((raster) => quantile(raster, SHOWN_SHARE)));
  return domainOf(low, Math.max(high, low + LEAST_SPAN_M));
}
