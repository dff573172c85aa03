import type { Random } from './random.ts'
import { isoTime } from './timestamp.ts'

export interface StartedProcess {
  computer: string
  /** As Windows has it, `DOMAIN\name`. */
  user: string
  image: string
  command_line: string
  parent_image: string
  parent_command_line: string
}

/** Sysmon's event 1 (process creation) as evtx_dump writes it with one record per line. */
export function processCreationLine(random: Random, time_ms: number, started: StartedProcess): string {
  const guid = () => `{${random.hex(8)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}}`
  const file = started.image.slice(started.image.lastIndexOf('\\') + 1)
  return JSON.stringify({
    Event: {
      '#attributes': { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
      System: {
        Provider: {
          '#attributes': {
            Name: 'Microsoft-Windows-Sysmon',
            Guid: '5770385F-C22A-43E0-BF4C-06F5698FFBD9',
          },
        },
        EventID: 1,
        Version: 5,
        Level: 4,
        Task: 1,
        Opcode: 0,
        Keywords: '0x8000000000000000',
        TimeCreated: { '#attributes': { SystemTime: isoTime(time_ms) } },
        EventRecordID: random.between(10_000, 9_999_999),
        Execution: { '#attributes': { ProcessID: 3120, ThreadID: 4100 } },
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        Computer: started.computer,
        Security: { '#attributes': { UserID: 'S-1-5-18' } },
      },
      EventData: {
        RuleName: '-',
        UtcTime: isoTime(time_ms).replace('T', ' ').replace('Z', ''),
        ProcessGuid: guid(),
        ProcessId: random.between(1000, 30_000),
        Image: started.image,
        OriginalFileName: file,
        CommandLine: started.command_line,
        CurrentDirectory: 'C:\\Windows\\System32\\',
        User: started.user,
        IntegrityLevel: 'Medium',
        Hashes: `SHA256=${random.hex(64).toUpperCase()}`,
        ParentProcessGuid: guid(),
        ParentProcessId: random.between(1000, 30_000),
        ParentImage: started.parent_image,
        ParentCommandLine: started.parent_command_line,
      },
    },
  })
}
