/** @param folder where they are to stand: within the project, since what is not bundled needs its `node_modules` */
export function buildPeers(folder: string): Promise<void>;
/** Installs what they are made of. */
export function installPeers(): void;
