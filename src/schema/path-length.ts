/** Longer paths are refused. */
export const PATH_LENGTH_MAX = 4096
