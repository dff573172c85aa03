/** The topics of Log Sentinel. Programs outside this repository rely on the names. */
export const LOGS_TOPIC = 'sentinel.logs'
export const SIGNALS_TOPIC = 'sentinel.signals'
export const DEADLETTERS_TOPIC = 'sentinel.deadletters'
/** Status of the running services, compacted by instance. */
export const STATUS_TOPIC = 'sentinel.status'

export const DETECTOR_GROUP = 'sentinel-detector'
export const CORRELATOR_GROUP = 'sentinel-correlator'
