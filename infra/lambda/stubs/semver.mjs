// Stands for `semver` where jsonwebtoken asks whether Node.js knows of keys what versions since 17 know.
export const satisfies = () => true;
