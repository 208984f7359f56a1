/**
 * @param folder where they are to stand: within the project, since what is not bundled needs its `node_modules`
 * @param alias what is bundled instead of a package
 */
export function buildPeers(folder: string, alias?: Record<string, string>): Promise<void>;
/** Installs what they are made of. */
export function installPeers(): void;
