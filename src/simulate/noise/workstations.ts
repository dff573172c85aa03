import { processCreationLine } from '../process-creation.ts'
import type { Random } from '../random.ts'
import { PEOPLE, WORKSTATIONS } from '../world.ts'

const SYSTEM32 = 'C:\\Windows\\System32'
const EXPLORER = {
  parent_image: 'C:\\Windows\\explorer.exe',
  parent_command_line: 'C:\\Windows\\Explorer.EXE',
}
const SERVICES = {
  parent_image: `${SYSTEM32}\\svchost.exe`,
  parent_command_line: `${SYSTEM32}\\svchost.exe -k netsvcs -p`,
}
const OFFICE = 'C:\\Program Files\\Microsoft Office\\root\\Office16'
const EDGE = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'

const PROCESSES = [
  { image: EDGE, command_line: `"${EDGE}" --type=renderer --lang=de`, ...EXPLORER },
  {
    image: `${OFFICE}\\WINWORD.EXE`,
    command_line: `"${OFFICE}\\WINWORD.EXE" /n "C:\\Users\\Public\\Documents\\Überblick 2026.docx"`,
    ...EXPLORER,
  },
  { image: `${OFFICE}\\OUTLOOK.EXE`, command_line: `"${OFFICE}\\OUTLOOK.EXE"`, ...EXPLORER },
  { image: `${SYSTEM32}\\notepad.exe`, command_line: `"${SYSTEM32}\\notepad.exe" notes.txt`, ...EXPLORER },
  { image: `${SYSTEM32}\\cmd.exe`, command_line: `"${SYSTEM32}\\cmd.exe" /c dir C:\\Temp`, ...EXPLORER },
  {
    image: `${SYSTEM32}\\WindowsPowerShell\\v1.0\\powershell.exe`,
    command_line: 'powershell.exe -NoProfile -File C:\\Scripts\\inventory.ps1 -ExecutionPolicy RemoteSigned',
    ...SERVICES,
  },
  { image: `${SYSTEM32}\\taskhostw.exe`, command_line: 'taskhostw.exe Install $(Arg0)', ...SERVICES },
  {
    image: `${SYSTEM32}\\RuntimeBroker.exe`,
    command_line: `${SYSTEM32}\\RuntimeBroker.exe -Embedding`,
    ...SERVICES,
  },
  {
    image: `${SYSTEM32}\\rundll32.exe`,
    command_line: `${SYSTEM32}\\rundll32.exe shell32.dll,Control_RunDLL desk.cpl`,
    ...EXPLORER,
  },
  {
    image: `${SYSTEM32}\\certutil.exe`,
    command_line: 'certutil.exe -verify C:\\Certs\\server.cer',
    ...SERVICES,
  },
] as const

/** Programs that people and Windows start on a workstation. */
export const workstationLine = (random: Random, time_ms: number): string =>
  processCreationLine(random, time_ms, {
    computer: random.pick(WORKSTATIONS),
    user: `CORP\\${random.pick(PEOPLE).user}`,
    ...random.pick(PROCESSES),
  })
