import { domainError } from '../../core/errors/domain-error.js';

/** In the cloud, whoever asks past CloudFront gets this, whatever they ask for. */
export class OriginRefused extends domainError('forbidden', 'origin_refused', 'Requests are taken from the front of this service only.') {}
