import { ExpressAdapter } from '@nestjs/platform-express';

/** Express, with our answer also for what is not under the prefix of the API. By itself it would send a page there. */
export class OurExpress extends ExpressAdapter {
  override setNotFoundHandler(...[handler, ...where]: Parameters<ExpressAdapter['setNotFoundHandler']>): void {
    super.setNotFoundHandler(handler, ...where);
    this.use(handler);
  }

  /** Nest would compile each path here once more than Express does, to find those that were written for an older one. */
  override normalizePath(path: string): string {
    return path;
  }
}
