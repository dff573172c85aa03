import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { navigate, setParams, usePlace } from './router.ts'
import './search-box.css'

/** Free text over the alerts. Typing filters; on another screen `Enter` goes to the alerts with it. */
export function SearchBox({ inputRef }: { inputRef: RefObject<HTMLInputElement | null> }) {
  const { path, params } = usePlace()
  const onAlerts = path.startsWith('/alerts')
  const applied = (onAlerts && params.get('text')) || ''
  const [text, setText] = useState(applied)
  // What the address says wins when it changes by other means: the back button, a cleared filter.
  useEffect(() => setText(applied), [applied])

  const apply = useDebouncedCallback((value: string) => {
    if (value.trim() !== applied) setParams({ text: value.trim() || null }, applied ? 'replace' : 'push')
  }, 250)
  const change = (value: string) => {
    setText(value)
    if (onAlerts) apply(value)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') event.currentTarget.blur()
    if (event.key === 'Enter' && !onAlerts) {
      const query = new URLSearchParams({ text: text.trim() })
      navigate(`/alerts?${query}`)
    }
  }
  return (
    <search className="search-box">
      <IconSearch size={15} aria-hidden="true" />
      <input
        ref={inputRef}
        type="text"
        value={text}
        maxLength={200}
        placeholder="Search message, rule, host, source, entity"
        aria-label="Search alerts"
        spellCheck={false}
        autoComplete="off"
        onChange={event => change(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {text ? (
        <button type="button" className="plain-button" aria-label="Clear search" onClick={() => change('')}>
          <IconX size={14} />
        </button>
      ) : (
        <kbd>/</kbd>
      )}
    </search>
  )
}
