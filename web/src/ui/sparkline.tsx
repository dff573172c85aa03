interface SparklineProps {
  values: readonly number[]
  label: string
  width?: number
  height?: number
}

/** A trend as a line, from zero to its own highest value. */
export function Sparkline({ values, label, width = 88, height = 20 }: SparklineProps) {
  const most = Math.max(...values, 1)
  const step = width / Math.max(values.length - 1, 1)
  const points = values.map((value, at) => {
    const y = height - 1.5 - (value / most) * (height - 3)
    return `${(at * step).toFixed(1)},${y.toFixed(1)}`
  })
  return (
    <svg className="sparkline" width={width} height={height} role="img" aria-label={label}>
      {values.length > 1 && (
        <polyline points={points.join(' ')} fill="none" stroke="var(--accent)" strokeWidth="1.5" />
      )}
    </svg>
  )
}
