import { Modal } from '@mantine/core'
import { SCREENS } from './screens.tsx'
import './shortcuts.css'

const GROUPS: readonly { title: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['/', 'Search alerts'],
      ['Ctrl K', 'Commands'],
      ['?', 'This list'],
    ],
  },
  { title: 'Go to', keys: SCREENS.map(({ key, name }) => [`g ${key}`, name] as const) },
  {
    title: 'Alerts',
    keys: [
      ['j', 'Next alert'],
      ['k', 'Previous alert'],
      ['Enter', 'Open the alert'],
      ['Esc', 'Close the panel, clear the selection'],
      ['x', 'Select the alert'],
      ['n', 'Take in new alerts'],
      ['p', 'Pause or go on'],
      ['Home', 'To the newest'],
    ],
  },
]

/** Every key that does something. */
export function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" size="lg" lockScroll={false}>
      <div className="shortcuts">
        {GROUPS.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, does]) => (
                <div key={key}>
                  <dt>
                    {key.split(' ').map(part => (
                      <kbd key={part}>{part}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
