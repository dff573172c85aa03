import { type PointerEvent, useState } from 'react'
import type { Stats } from '../../../src/schema/http.ts'
import { setParams } from '../frame/router.ts'
import { usePreferences } from '../settings/preferences.ts'
import { absolute, axisLabel, compact, count } from '../ui/format.ts'
import { LevelIcon } from '../ui/level.tsx'
import { LEVEL_WORDS, LEVELS_WORST_FIRST } from '../ui/level-order.ts'
import './histogram.css'

type Histogram = Stats['histogram']
type Bucket = Histogram['buckets'][number]

/** Mildest at the foot: the worst stand out on top, however few they are. */
const FROM_THE_FOOT = LEVELS_WORST_FIRST.toReversed()
const TICKS = 6
/** Of the plot's hundred: what is above is the label's. */
const BAR_MAX = 86

const totalOf = ({ counts }: Bucket) => Object.values(counts).reduce((sum, value) => sum + value, 0)

/** The next round number to end an axis with. */
function niceCeiling(value: number): number {
  if (value <= 5) return 5
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map(step => step * power).find(step => step >= value) ?? value
}

/** A bucket's levels as parts of the full height, from the foot; one alert among thousands stays visible. */
function Bar({ bucket, at, most }: { bucket: Bucket; at: number; most: number }) {
  let top = 100
  return FROM_THE_FOOT.map(level => {
    const value = bucket.counts[level]
    if (!value) return null
    const height = Math.max((value / most) * BAR_MAX, 2.5)
    top -= height
    return (
      <rect
        key={level}
        className={`histogram__bar bar--${level}`}
        x={at + 0.1}
        y={top}
        width={0.8}
        height={height}
      />
    )
  })
}

function Hovered({ bucket, place }: { bucket: Bucket; place: number }) {
  const { zone } = usePreferences()
  const side = place > 0.6 ? { right: `${(1 - place) * 100}%` } : { left: `${place * 100}%` }
  return (
    <div className="histogram__tip" style={side}>
      <div className="dim">{absolute(Date.parse(bucket.start), zone).replace(/\.\d+/, '')}</div>
      {LEVELS_WORST_FIRST.filter(level => bucket.counts[level] > 0).map(level => (
        <div key={level} className="histogram__tip-row">
          <LevelIcon level={level} /> {LEVEL_WORDS[level]} <b>{count(bucket.counts[level])}</b>
        </div>
      ))}
      {totalOf(bucket) === 0 && <div>No alerts</div>}
    </div>
  )
}

function Axis({ histogram }: { histogram: Histogram }) {
  const { zone } = usePreferences()
  const [from, to] = [Date.parse(histogram.from), Date.parse(histogram.to)]
  const ticks = Array.from({ length: TICKS }, (_, tick) => from + ((to - from) * tick) / TICKS)
  return (
    <div className="histogram__axis" aria-hidden="true">
      {ticks.map(tick => (
        <span key={tick}>{axisLabel(tick, to - from, zone)}</span>
      ))}
      <span>{axisLabel(to, to - from, zone)}</span>
    </div>
  )
}

/** Alerts over the range by level. Dragging over it chooses a part of the range. */
export function HistogramChart({ histogram }: { histogram: Histogram }) {
  const [hover, setHover] = useState<number | null>(null)
  const [anchor, setAnchor] = useState<number | null>(null)
  const { buckets } = histogram
  const most = niceCeiling(Math.max(...buckets.map(totalOf), 0))
  const total = buckets.reduce((sum, bucket) => sum + totalOf(bucket), 0)

  const bucketAt = (event: PointerEvent<Element>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const at = Math.floor(((event.clientX - box.left) / box.width) * buckets.length)
    return Math.min(Math.max(at, 0), buckets.length - 1)
  }
  const finish = (event: PointerEvent<Element>) => {
    if (anchor === null) return
    const end = bucketAt(event)
    setAnchor(null)
    const [first, last] = [buckets[Math.min(anchor, end)], buckets[Math.max(anchor, end)]]
    if (!first || !last) return
    const to = new Date(Date.parse(last.start) + histogram.bucket_ms).toISOString()
    setParams({ from: first.start, to, range: null })
  }
  const hovered = hover === null ? undefined : buckets[hover]
  const [low, high] =
    anchor === null || hover === null ? [0, -1] : [Math.min(anchor, hover), Math.max(anchor, hover)]
  return (
    <figure className="histogram" aria-label={`${count(total)} alerts over the range, by level`}>
      <span className="histogram__most" aria-hidden="true">
        {compact(most)}
      </span>
      <svg
        viewBox={`0 0 ${buckets.length} 100`}
        preserveAspectRatio="none"
        className="histogram__plot"
        aria-hidden="true"
        onPointerDown={event => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setAnchor(bucketAt(event))
        }}
        onPointerMove={event => setHover(bucketAt(event))}
        onPointerLeave={() => setHover(null)}
        onPointerUp={finish}
        onPointerCancel={() => setAnchor(null)}
      >
        <path
          className="histogram__grid"
          d={`M0 ${100 - BAR_MAX}H${buckets.length}M0 ${100 - BAR_MAX / 2}H${buckets.length}`}
        />
        {hover !== null && anchor === null && (
          <rect className="histogram__hover" x={hover} y={0} width={1} height={100} />
        )}
        {buckets.map((bucket, at) => (
          <Bar key={bucket.start} bucket={bucket} at={at} most={most} />
        ))}
        {high >= low && (
          <rect className="histogram__chosen" x={low} y={0} width={high - low + 1} height={100} />
        )}
      </svg>
      {hovered && hover !== null && <Hovered bucket={hovered} place={(hover + 0.5) / buckets.length} />}
      <Axis histogram={histogram} />
    </figure>
  )
}
