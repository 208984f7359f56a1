import { domainError } from '../../core/errors/domain-error.js';

/** The response on AWS to every request that bypasses CloudFront. */
export class OriginRefused extends domainError('forbidden', 'origin_refused', 'Send requests to the public address of this service.') {}
