// Stands for `semver` where jsonwebtoken asks whether Node.js supports the keys that versions since 17 support.
export const satisfies = () => true;
