import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventOf, resultOf, timeOf } from '../testing/events.ts'

const SYSTEM =
  '<System><Provider Name="Microsoft-Windows-Sysmon" Guid="{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"/><EventID>1</EventID>' +
  "<TimeCreated SystemTime='2021-10-23T21:50:11.666519Z'/><Channel>Microsoft-Windows-Sysmon/Operational</Channel>" +
  '<Computer>pc1</Computer><Security UserID=""/></System>'
const event = (data: string) =>
  `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">${SYSTEM}${data}</Event>`

describe('a Windows event in XML', () => {
  test('is read as the same event in JSON', () => {
    const found = eventOf(
      event(
        '<EventData>\n  <Data Name="CommandLine">&quot;a.exe&quot; &lt;x&gt; &amp;amp; &#228;&#x1F600;</Data><Data Name="Image"/>' +
          '<Data>one</Data><Data>two</Data></EventData>',
      ),
    )
    assert.equal(found.format, 'windows-event')
    assert.deepEqual(found.logsource, { product: 'windows', service: 'sysmon', category: 'process_creation' })
    assert.equal(timeOf(found), '2021-10-23T21:50:11.666Z')
    assert.equal(found.host, 'pc1')
    assert.deepEqual(found.fields, {
      CommandLine: '"a.exe" <x> &amp; ä😀',
      Image: null,
      Data: ['one', 'two'],
      EventID: 1,
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Provider_Name: 'Microsoft-Windows-Sysmon',
      Computer: 'pc1',
    })
  })

  test('may have its data under an element of the provider', () => {
    const { fields } = eventOf(event('<UserData><X xmlns="y"><A>1</A><B>2</B></X></UserData>'))
    assert.deepEqual([fields['A'], fields['B']], ['1', '2'])
  })

  test('that is broken keeps its text', () => {
    for (const text of [
      '<Event>',
      '<Event ',
      event('<EventData><Data></EventData>'),
      event('<EventData>a < b</EventData>'),
      `${event('')}<Event/>`,
      '<Event></Event></Event>',
      `<Event>${'<a>'.repeat(200)}${'</a>'.repeat(200)}</Event>`,
      '<Event><System/>',
    ]) {
      const { event, parse_failure } = resultOf(text)
      assert.equal(parse_failure, true, text.slice(0, 80))
      assert.equal(event.raw, text)
    }
  })

  test('with names that mean something to JavaScript does no harm', () => {
    const { fields } = eventOf(
      event('<EventData><Data Name="__proto__">x</Data><Data Name="constructor">y</Data></EventData>'),
    )
    assert.ok(Object.hasOwn(fields, '__proto__') && Object.hasOwn(fields, 'constructor'))
    assert.equal(({} as Record<string, unknown>)['x'], undefined)
  })
})
