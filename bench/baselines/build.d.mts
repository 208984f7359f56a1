/**
 * Builds the baselines.
 * @param folder the output folder: within the project, because the baseline that is not bundled needs its `node_modules`
 * @param alias modules to bundle in place of packages
 */
export function buildBaselines(folder: string, alias?: Record<string, string>): Promise<void>;
/** Installs the dependencies of the baselines. */
export function installBaselines(): void;
