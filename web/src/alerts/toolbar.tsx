import { Button, Checkbox, Menu } from '@mantine/core'
import {
  IconBraces,
  IconColumns3,
  IconDownload,
  IconFilter,
  IconStack2,
  IconTable,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ListedAlert } from '../../../src/schema/http.ts'
import { setParams } from '../frame/router.ts'
import { setPreferences, usePreferences } from '../settings/preferences.ts'
import { count } from '../ui/format.ts'
import { download, toCsv, toJson } from './export.ts'
import { FACET_TITLES } from './facets.tsx'
import { COLUMNS, shownColumns } from './table/columns.ts'
import { GROUPS, type Group } from './view.ts'
import './toolbar.css'

function GroupMenu({ group }: { group: Group | null }) {
  const name = group ? FACET_TITLES[group] : null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant={group ? 'light' : 'subtle'}
          color={group ? 'iris' : 'gray'}
          leftSection={<IconStack2 size={15} />}
        >
          <span className="toolbar__word">{name ? `By ${name.toLowerCase()}` : 'Group'}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => setParams({ group: null })}>Single alerts</Menu.Item>
        <Menu.Divider />
        {GROUPS.map(name => (
          <Menu.Item key={name} onClick={() => setParams({ group: name, open: null })}>
            By {FACET_TITLES[name].toLowerCase()}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function ColumnMenu() {
  const { columns } = usePreferences()
  const shown = shownColumns(columns).map(({ name }) => name)
  const toggle = (name: string) => {
    const next = shown.includes(name) ? shown.filter(other => other !== name) : [...shown, name]
    if (next.length > 0) setPreferences({ columns: next })
  }
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="subtle" color="gray" leftSection={<IconColumns3 size={15} />}>
          <span className="toolbar__word">Columns</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {COLUMNS.map(({ name, title }) => (
          <Menu.Item
            key={name}
            role="menuitemcheckbox"
            aria-checked={shown.includes(name)}
            leftSection={<Checkbox.Indicator size="xs" checked={shown.includes(name)} />}
            onClick={() => toggle(name)}
          >
            {title}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => setPreferences({ columns: null, widths: {} })}>Usual columns</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function ExportMenu({ alerts, what }: { alerts: readonly ListedAlert[]; what: string }) {
  const name = `alerts-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}`
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconDownload size={15} />}
          disabled={alerts.length === 0}
        >
          <span className="toolbar__word">Export</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {count(alerts.length)} {what}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconTable size={15} />}
          onClick={() => download(`${name}.csv`, 'text/csv', toCsv(alerts))}
        >
          CSV
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBraces size={15} />}
          onClick={() => download(`${name}.json`, 'application/json', toJson(alerts))}
        >
          JSON
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

interface ToolbarProps {
  total: number | null
  group: Group | null
  rows: readonly ListedAlert[]
  selected: ReadonlySet<string>
  onClearSelection: () => void
  /** Opens the facets where they have no place beside the list. */
  onFacets: () => void
  /** What the list is narrowed to. */
  children: ReactNode
}

/** How many there are, and what can be done with the list. */
export function Toolbar({
  total,
  group,
  rows,
  selected,
  onClearSelection,
  onFacets,
  children,
}: ToolbarProps) {
  const chosen = selected.size > 0 ? rows.filter(({ id }) => selected.has(id)) : rows
  return (
    <div className="alerts__toolbar toolbar">
      <h1 className="toolbar__count">
        {total === null ? 'Alerts' : `${count(total)} ${total === 1 ? 'alert' : 'alerts'}`}
      </h1>
      {selected.size > 0 && (
        <button type="button" className="plain-button toolbar__selected" onClick={onClearSelection}>
          {selected.size} selected <kbd>Esc</kbd>
        </button>
      )}
      <div className="toolbar__chips">{children}</div>
      <Button
        className="toolbar__facets"
        variant="subtle"
        color="gray"
        leftSection={<IconFilter size={15} />}
        onClick={onFacets}
      >
        <span className="toolbar__word">Filters</span>
      </Button>
      <GroupMenu group={group} />
      <ColumnMenu />
      <ExportMenu alerts={chosen} what={selected.size > 0 ? 'selected alerts' : 'loaded alerts'} />
    </div>
  )
}
