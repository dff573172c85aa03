import { useCallback, useEffect, useMemo, useState } from 'react'
import type { ListedAlert } from '../../../src/schema/http.ts'
import { setParams } from '../frame/router.ts'

const NONE: ReadonlySet<string> = new Set()

/** Where the keyboard is in the list, and which alerts are selected. */
export function useCursor(rows: readonly ListedAlert[], open: string | null) {
  const [active, setActive] = useState<string | null>(open)
  const [selected, setSelected] = useState<ReadonlySet<string>>(NONE)

  // What is no more in the list can be neither: it was filtered away, or fell off the end.
  useEffect(() => {
    setSelected(selected => {
      const here = new Set(rows.map(({ id }) => id))
      const kept = [...selected].filter(id => here.has(id))
      return kept.length === selected.size ? selected : new Set(kept)
    })
  }, [rows])

  const actions = useMemo(
    () => ({
      open(id: string) {
        setActive(id)
        setParams({ open: id }, new URLSearchParams(location.search).has('open') ? 'replace' : 'push')
      },
      toggle(id: string) {
        setActive(id)
        setSelected(selected => {
          const next = new Set(selected)
          if (!next.delete(id)) next.add(id)
          return next
        })
      },
    }),
    [],
  )
  const close = useCallback(() => setParams({ open: null, tab: null }), [])

  const move = (step: number) => {
    const at = rows.findIndex(({ id }) => id === (active ?? open))
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)]
    if (!next) return
    if (open === null) setActive(next.id)
    else actions.open(next.id)
  }
  /** One step back: the panel, then the selection, then the place of the keyboard. */
  const stepBack = () => {
    if (open !== null) close()
    else if (selected.size > 0) setSelected(NONE)
    else setActive(null)
  }
  const toggleAll = () => {
    setSelected(selected => (selected.size >= rows.length ? NONE : new Set(rows.map(({ id }) => id))))
  }
  const clear = () => setSelected(NONE)
  const here = useMemo(() => rows.some(({ id }) => id === active), [rows, active])
  return { active: here ? active : null, selected, actions, move, stepBack, close, toggleAll, clear }
}
