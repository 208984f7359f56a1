import { domainError } from '../../core/errors/domain-error.js';

/** On AWS, the answer to every request that bypasses CloudFront. */
export class OriginRefused extends domainError('forbidden', 'origin_refused', 'Send requests to the public address of this service.') {}
