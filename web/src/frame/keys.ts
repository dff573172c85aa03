import { useEffect, useRef } from 'react'

/** Keys by `KeyboardEvent.key`; a handler gets the event and may prevent what the browser would do. */
export type KeyMap = Readonly<Record<string, ((event: KeyboardEvent) => void) | undefined>>

const TYPING = 'input, textarea, select, [contenteditable="true"]'

/** Whether the reader is typing, or a dialog or menu has the keyboard: then plain keys are not commands. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing)
    return true
  const { target } = event
  if (!(target instanceof Element)) return false
  if (event.key === 'Enter' && target.closest('button, a, input') !== null) return true
  if (target instanceof HTMLInputElement && target.type === 'checkbox') return false
  return target.matches(TYPING) || target.closest('[role="dialog"][aria-modal], [role="menu"]') !== null
}

/** Plain keys for the whole page, while the component is shown. */
export function useKeys(keys: KeyMap): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isTaken(event)) latest.current[event.key]?.(event)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
