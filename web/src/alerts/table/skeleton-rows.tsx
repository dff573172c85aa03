import { Skeleton } from '@mantine/core'

const WIDTHS = [88, 64, 76, 52, 92, 70, 60, 84, 56, 78, 66, 90]

/** What the rows will be, of their height, so that nothing moves when they come. */
export function SkeletonRows({ height }: { height: number }) {
  return (
    <div className="grid__skeletons" aria-hidden="true">
      {WIDTHS.map(width => (
        <div key={width} className="grid__skeleton" style={{ height }}>
          <Skeleton height={12} width={62} />
          <Skeleton height={12} width={36} />
          <Skeleton height={12} width={`${width}%`} />
        </div>
      ))}
    </div>
  )
}
