export class HealthDto {
  /** @example ok */
  status!: string;

  /** @example 0.1.0 */
  version!: string;

  /**
   * The git commit that the app was built from.
   * @example 3f2c1ab
   */
  commit!: string;
}

export class ReadinessChecksDto {
  /** @example ok */
  database!: string;
}

export class ReadinessDto {
  /** @example ok */
  status!: string;

  checks!: ReadinessChecksDto;
}

export class ConfigDto {
  /** @example us-east-1 */
  region!: string;

  /** @example us-east-1_AbCdEf123 */
  userPoolId!: string;

  /** @example 3lrbbqqhokn9ao0pt17b2i54y */
  clientId!: string;

  /** The address of the user pool. Present only if it is not on AWS. */
  userPoolEndpoint?: string;

  /** @example v1 */
  apiVersion!: string;
}
