import { ExpressAdapter } from '@nestjs/platform-express';

/** Express, with our answer also for what is not under the prefix of the API. By itself it would send a page there. */
export class OurExpress extends ExpressAdapter {
  override setNotFoundHandler(...[handler, ...where]: Parameters<ExpressAdapter['setNotFoundHandler']>): void {
    super.setNotFoundHandler(handler, ...where);
    this.use(handler);
  }
}
