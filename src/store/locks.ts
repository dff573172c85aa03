/** Keys of PostgreSQL's advisory locks, which are shared by everything in a database: two of our own choosing. */
export const MIGRATION_LOCK = 7_236_501
export const INSERT_LOCK = 7_236_502
