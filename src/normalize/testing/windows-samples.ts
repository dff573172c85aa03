/** Events of Windows as tools write them, by their documentation. */
import type { ToolSample } from './tool-samples.ts'

export const WINDOWS_SAMPLES: readonly ToolSample[] = [
  {
    what: 'ecs flat endpoint',
    name: 'ecs',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      'ecs.version': '8.10.0',
      'event.kind': 'event',
      'event.category': ['process'],
      'event.type': ['start'],
      'event.dataset': 'endpoint.events.process',
      'host.os.type': 'windows',
      'host.name': 'ws1',
      'process.command_line': 'powershell -enc SQBFAFgA',
      'process.executable': 'C:\\ps.exe',
      'process.parent.executable': 'C:\\x.exe',
      'user.name': 'alice',
      'user.domain': 'CORP',
    },
    logsource: {
      category: 'process_creation',
      product: 'windows',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      ParentImage: 'C:\\x.exe',
      User: 'CORP\\alice',
    },
  },
  {
    what: 'winlogbeat flat',
    name: 'windows-event',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      'winlog.channel': 'Microsoft-Windows-Sysmon/Operational',
      'winlog.event_id': 1,
      'winlog.provider_name': 'Microsoft-Windows-Sysmon',
      'winlog.computer_name': 'ws1',
      'winlog.event_data.CommandLine': 'powershell -enc SQBFAFgA',
      'winlog.event_data.Image': 'C:\\ps.exe',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      EventID: 1,
      Provider_Name: 'Microsoft-Windows-Sysmon',
    },
  },
  {
    what: 'winlogbeat mixed',
    name: 'windows-event',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      'winlog.channel': 'Microsoft-Windows-Sysmon/Operational',
      winlog: {
        event_id: 1,
        event_data: {
          CommandLine: 'powershell -enc SQBFAFgA',
        },
      },
      'winlog.event_data.Image': 'C:\\ps.exe',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
    },
  },
  {
    what: 'winlogbeat 8 sysmon ECS module',
    name: 'windows-event',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      ecs: {
        version: '1.12.0',
      },
      event: {
        code: '1',
        kind: 'event',
        module: 'sysmon',
        provider: 'Microsoft-Windows-Sysmon',
        category: ['process'],
        type: ['start'],
      },
      winlog: {
        channel: 'Microsoft-Windows-Sysmon/Operational',
        event_id: '1',
        api: 'wineventlog',
        event_data: {
          Company: 'x',
        },
      },
      process: {
        executable: 'C:\\ps.exe',
        command_line: 'powershell -enc SQBFAFgA',
        parent: {
          executable: 'C:\\p.exe',
        },
      },
      host: {
        name: 'ws1',
      },
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      ParentImage: 'C:\\p.exe',
    },
  },
  {
    what: 'elastic agent windows integration (event.code, no winlog.event_id)',
    name: 'windows-event',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      data_stream: {
        dataset: 'windows.sysmon_operational',
      },
      event: {
        dataset: 'windows.sysmon_operational',
        code: '1',
        category: ['process'],
        type: ['start'],
        kind: 'event',
      },
      winlog: {
        channel: 'Microsoft-Windows-Sysmon/Operational',
        event_id: '1',
      },
      process: {
        executable: 'C:\\ps.exe',
        command_line: 'powershell -enc SQBFAFgA',
      },
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
    },
  },
  {
    what: 'es hit',
    name: 'windows-event',
    record: {
      _index: 'winlogbeat-7',
      _id: 'a',
      _score: 1,
      _source: {
        '@timestamp': '2026-01-02T03:04:05.000Z',
        winlog: {
          channel: 'Microsoft-Windows-Sysmon/Operational',
          event_id: 1,
          event_data: {
            CommandLine: 'powershell -enc SQBFAFgA',
            Image: 'C:\\ps.exe',
          },
        },
      },
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
    },
  },
  {
    what: 'winlogbeat 6 (log_name, event_id top)',
    name: 'windows-event',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      log_name: 'Microsoft-Windows-Sysmon/Operational',
      event_id: 1,
      source_name: 'Microsoft-Windows-Sysmon',
      computer_name: 'ws1',
      event_data: {
        CommandLine: 'powershell -enc SQBFAFgA',
        Image: 'C:\\ps.exe',
      },
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      Provider_Name: 'Microsoft-Windows-Sysmon',
      Computer: 'ws1',
    },
  },
  {
    what: 'winlogbeat 7 security 4688',
    name: 'windows-event',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      winlog: {
        channel: 'Security',
        event_id: 4688,
        event_data: {
          NewProcessName: 'C:\\ps.exe',
          CommandLine: 'powershell -enc SQBFAFgA',
          SubjectUserName: 'alice',
          SubjectDomainName: 'CORP',
        },
      },
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'security',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      User: 'CORP\\alice',
    },
  },
  {
    what: 'nxlog',
    name: 'windows-event',
    record: {
      EventTime: '2026-01-02 03:04:05',
      Hostname: 'ws1',
      Keywords: -9223372036854776000,
      EventType: 'INFO',
      SeverityValue: 2,
      Severity: 'INFO',
      EventID: 1,
      SourceName: 'Microsoft-Windows-Sysmon',
      ProviderGuid: '{5770385F-C22A-43E0-BF4C-06F5698FFBD9}',
      Version: 5,
      Task: 1,
      OpcodeValue: 0,
      RecordNumber: 12,
      ProcessID: 1234,
      ThreadID: 5,
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Domain: 'NT AUTHORITY',
      AccountName: 'SYSTEM',
      UserID: 'S-1-5-18',
      Message: 'Process Create:',
      CommandLine: 'powershell -enc SQBFAFgA',
      Image: 'C:\\ps.exe',
      EventReceivedTime: '2026-01-02 03:04:06',
      SourceModuleName: 'in',
      SourceModuleType: 'im_msvistalog',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      Provider_Name: 'Microsoft-Windows-Sysmon',
    },
  },
  {
    what: 'nxlog 12 registry EventType',
    name: 'windows-event',
    record: {
      EventTime: '2026-01-02 03:04:05',
      Hostname: 'ws1',
      EventType: 'INFO',
      EventID: 12,
      SourceName: 'Microsoft-Windows-Sysmon',
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      TargetObject: 'HKLM\\x',
      EventTypeOrignal: 'INFO',
    },
    logsource: {
      product: 'windows',
      category: 'registry_add',
      service: 'sysmon',
    },
    fields: {},
  },
  {
    what: 'wazuh alert',
    name: 'windows-event',
    record: {
      timestamp: '2026-01-02T03:04:05.000+0000',
      rule: {
        level: 3,
        description: 'x',
        id: '61603',
        groups: ['windows'],
      },
      agent: {
        id: '001',
        name: 'ws1',
        ip: '10.0.0.1',
      },
      manager: {
        name: 'm',
      },
      id: '1.1',
      decoder: {
        name: 'windows_eventchannel',
      },
      data: {
        win: {
          system: {
            providerName: 'Microsoft-Windows-Sysmon',
            eventID: '1',
            channel: 'Microsoft-Windows-Sysmon/Operational',
            computer: 'ws1',
            systemTime: '2026-01-02T03:04:05.1Z',
          },
          eventdata: {
            commandLine: 'powershell -enc SQBFAFgA',
            image: 'C:\\ps.exe',
            parentImage: 'C:\\p.exe',
            originalFileName: 'PowerShell.EXE',
          },
        },
      },
      location: 'EventChannel',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      ParentImage: 'C:\\p.exe',
      OriginalFileName: 'PowerShell.EXE',
      EventID: 1,
      Provider_Name: 'Microsoft-Windows-Sysmon',
      Computer: 'ws1',
    },
  },
  {
    what: 'wazuh archive (no rule)',
    name: 'windows-event',
    record: {
      timestamp: '2026-01-02T03:04:05.000+0000',
      agent: {
        id: '001',
        name: 'ws1',
      },
      decoder: {
        name: 'windows_eventchannel',
      },
      data: {
        win: {
          system: {
            providerName: 'Microsoft-Windows-Security-Auditing',
            eventID: '4688',
            channel: 'Security',
            computer: 'ws1',
          },
          eventdata: {
            commandLine: 'powershell -enc SQBFAFgA',
            newProcessName: 'C:\\ps.exe',
            subjectUserName: 'alice',
            subjectDomainName: 'CORP',
          },
        },
      },
      location: 'EventChannel',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'security',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      User: 'CORP\\alice',
    },
  },
  {
    what: 'splunk hec event object',
    name: 'windows-event',
    record: {
      time: 1767323045.1,
      host: 'ws1',
      source: 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational',
      sourcetype: 'XmlWinEventLog',
      event: {
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        EventID: 1,
        CommandLine: 'powershell -enc SQBFAFgA',
        Image: 'C:\\ps.exe',
      },
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
    },
  },
  {
    what: 'splunk hec event text xml',
    name: 'windows-event',
    record: {
      time: 1767323045.1,
      host: 'ws1',
      source: 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational',
      sourcetype: 'XmlWinEventLog',
      event:
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>ws1</Computer></System><EventData><Data Name='Image'>C:\\ps.exe</Data><Data Name='CommandLine'>powershell -enc SQBFAFgA</Data></EventData></Event>",
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
    },
  },
  {
    what: 'splunk export result _raw xml',
    name: 'windows-event',
    record: {
      preview: false,
      offset: 0,
      result: {
        _raw: "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>ws1</Computer></System><EventData><Data Name='Image'>C:\\ps.exe</Data><Data Name='CommandLine'>powershell -enc SQBFAFgA</Data></EventData></Event>",
        _time: '2026-01-02T03:04:05.000+00:00',
        host: 'ws1',
        sourcetype: 'XmlWinEventLog',
      },
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
    },
  },
  {
    what: 'fluent-bit winevtlog',
    name: 'windows-event',
    record: {
      ProviderName: 'Microsoft-Windows-Sysmon',
      ProviderGuid: '{5770385F}',
      Qualifiers: '',
      EventID: 1,
      Version: 5,
      Level: 4,
      Task: 1,
      Opcode: 0,
      Keywords: '0x8000000000000000',
      TimeCreated: '2026-01-02 03:04:05 +0000',
      EventRecordID: 12,
      ActivityID: '',
      RelatedActivityID: '',
      ProcessID: 1,
      ThreadID: 2,
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Computer: 'ws1',
      UserID: 'S-1-5-18',
      Message:
        'Process Create:\r\nRuleName: -\r\nUtcTime: 2026-01-02 03:04:05.000\r\nProcessGuid: {1}\r\nProcessId: 33\r\nImage: C:\\ps.exe\r\nCommandLine: powershell -enc SQBFAFgA\r\nUser: CORP\\alice',
      StringInserts: ['-', '2026-01-02 03:04:05.000', '{1}', 33, 'C:\\ps.exe'],
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      User: 'CORP\\alice',
    },
  },
  {
    what: 'vector/otel windowseventlog',
    name: 'windows-event',
    record: {
      channel: 'Microsoft-Windows-Sysmon/Operational',
      computer: 'ws1',
      event_id: {
        id: 1,
        qualifiers: 0,
      },
      event_data: {
        CommandLine: 'powershell -enc SQBFAFgA',
        Image: 'C:\\ps.exe',
      },
      level: 'Information',
      provider: {
        guid: '{5}',
        name: 'Microsoft-Windows-Sysmon',
      },
      record_id: 12,
      system_time: '2026-01-02T03:04:05.1Z',
      message: 'x',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      Provider_Name: 'Microsoft-Windows-Sysmon',
    },
  },
  {
    what: 'otel windowseventlog data list',
    name: 'windows-event',
    record: {
      channel: 'Microsoft-Windows-Sysmon/Operational',
      computer: 'ws1',
      event_id: {
        id: 1,
        qualifiers: 0,
      },
      event_data: {
        data: [
          {
            CommandLine: 'powershell -enc SQBFAFgA',
          },
          {
            Image: 'C:\\ps.exe',
          },
        ],
      },
      provider: {
        name: 'Microsoft-Windows-Sysmon',
      },
      system_time: '2026-01-02T03:04:05.1Z',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
    },
  },
  {
    what: 'Get-WinEvent ConvertTo-Json',
    name: 'windows-event',
    record: {
      Id: 1,
      Version: 5,
      Qualifiers: null,
      Level: 4,
      Task: 1,
      Opcode: 0,
      Keywords: -9223372036854776000,
      RecordId: 12,
      ProviderName: 'Microsoft-Windows-Sysmon',
      ProviderId: '5770385f',
      LogName: 'Microsoft-Windows-Sysmon/Operational',
      ProcessId: 1,
      ThreadId: 2,
      MachineName: 'ws1',
      UserId: {
        BinaryLength: 12,
        AccountDomainSid: null,
        Value: 'S-1-5-18',
      },
      TimeCreated: '/Date(1767323045100)/',
      ActivityId: null,
      RelatedActivityId: null,
      ContainerLog: 'Microsoft-Windows-Sysmon/Operational',
      MatchedQueryIds: [],
      Bookmark: {},
      LevelDisplayName: 'Information',
      OpcodeDisplayName: 'Info',
      TaskDisplayName: 'Process Create (rule: ProcessCreate)',
      KeywordsDisplayNames: [],
      Properties: [
        {
          Value: '-',
        },
        {
          Value: '2026',
        },
      ],
      Message:
        'Process Create:\r\nRuleName: -\r\nUtcTime: 2026-01-02 03:04:05.000\r\nProcessGuid: {1}\r\nProcessId: 33\r\nImage: C:\\ps.exe\r\nCommandLine: powershell -enc SQBFAFgA\r\nUser: CORP\\alice',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      EventID: 1,
      Computer: 'ws1',
      Provider_Name: 'Microsoft-Windows-Sysmon',
      ProcessId: '33',
    },
  },
  {
    what: 'Get-WinEvent 4688',
    name: 'windows-event',
    record: {
      Id: 4688,
      ProviderName: 'Microsoft-Windows-Security-Auditing',
      LogName: 'Security',
      MachineName: 'dc1',
      TimeCreated: '2026-01-02T03:04:05.1+01:00',
      Message:
        'A new process has been created.\r\n\r\nCreator Subject:\r\n\tSecurity ID:\t\tS-1-5-18\r\n\tAccount Name:\t\talice\r\n\tAccount Domain:\t\tCORP\r\n\tLogon ID:\t\t0x3E7\r\n\r\nTarget Subject:\r\n\tSecurity ID:\t\tS-1-0-0\r\n\tAccount Name:\t\t-\r\n\tAccount Domain:\t\t-\r\n\tLogon ID:\t\t0x0\r\n\r\nProcess Information:\r\n\tNew Process ID:\t\t0x1a\r\n\tNew Process Name:\tC:\\ps.exe\r\n\tToken Elevation Type:\t%%1936\r\n\tCreator Process Name:\tC:\\p.exe\r\n\tProcess Command Line:\tpowershell -enc SQBFAFgA\r\n',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'security',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
    },
  },
  {
    what: 'evtx_dump data array',
    name: 'windows-event',
    record: {
      Event: {
        System: {
          Provider: {
            '#attributes': {
              Name: 'Microsoft-Windows-Sysmon',
            },
          },
          EventID: 1,
          Channel: 'Microsoft-Windows-Sysmon/Operational',
          Computer: 'ws1',
        },
        EventData: {
          Data: [
            {
              '#attributes': {
                Name: 'CommandLine',
              },
              '#text': 'powershell -enc SQBFAFgA',
            },
            {
              '#attributes': {
                Name: 'Image',
              },
              '#text': 'C:\\ps.exe',
            },
          ],
        },
      },
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
    },
  },
  {
    what: 'xml2json @Name (python xmltodict)',
    name: 'windows-event',
    record: {
      Event: {
        '@xmlns': 'x',
        System: {
          Provider: {
            '@Name': 'Microsoft-Windows-Sysmon',
          },
          EventID: '1',
          Channel: 'Microsoft-Windows-Sysmon/Operational',
          Computer: 'ws1',
          TimeCreated: {
            '@SystemTime': '2026-01-02T03:04:05.1Z',
          },
        },
        EventData: {
          Data: [
            {
              '@Name': 'CommandLine',
              '#text': 'powershell -enc SQBFAFgA',
            },
            {
              '@Name': 'Image',
              '#text': 'C:\\ps.exe',
            },
            {
              '@Name': 'RuleName',
            },
          ],
        },
      },
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      Provider_Name: 'Microsoft-Windows-Sysmon',
    },
  },
  {
    what: 'hayabusa json-timeline',
    name: 'windows-event',
    record: {
      Timestamp: '2026-01-02 03:04:05.000 +00:00',
      RuleTitle: 'Proc Exec',
      Level: 'info',
      Computer: 'ws1',
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      EventID: 1,
      RecordID: 1,
      Details: {
        Cmdline: 'powershell -enc SQBFAFgA',
        Proc: 'C:\\ps.exe',
      },
      ExtraFieldInfo: {},
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {},
  },
  {
    what: 'chainsaw hunt json',
    name: 'windows-event',
    record: {
      group: 'Sigma',
      kind: 'individual',
      document: {
        kind: 'evtx',
        path: 'a.evtx',
        data: {
          Event: {
            System: {
              Provider_attributes: {
                Name: 'Microsoft-Windows-Sysmon',
              },
              EventID: 1,
              Channel: 'Microsoft-Windows-Sysmon/Operational',
              Computer: 'ws1',
            },
            EventData: {
              CommandLine: 'powershell -enc SQBFAFgA',
              Image: 'C:\\ps.exe',
            },
          },
        },
      },
      name: 'x',
      timestamp: '2026-01-02T03:04:05.1+00:00',
      level: 'high',
      source: 'sigma',
      status: 'stable',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
    },
  },
  {
    what: 'chainsaw dump (event_data at top)',
    name: 'windows-event',
    record: {
      Event: {
        EventData: {
          CommandLine: 'powershell -enc SQBFAFgA',
          Image: 'C:\\ps.exe',
        },
        System: {
          Channel: 'Microsoft-Windows-Sysmon/Operational',
          Computer: 'ws1',
          EventID: 1,
          Provider_attributes: {
            Name: 'Microsoft-Windows-Sysmon',
          },
          TimeCreated_attributes: {
            SystemTime: '2026-01-02T03:04:05Z',
          },
        },
      },
      Event_attributes: {
        xmlns: 'x',
      },
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
    },
  },
  {
    what: 'velociraptor Windows.EventLogs.Evtx',
    name: 'windows-event',
    record: {
      EventTime: '2026-01-02T03:04:05Z',
      Computer: 'ws1',
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Provider: 'Microsoft-Windows-Sysmon',
      EventID: 1,
      EventRecordID: 12,
      UserID: 'S-1-5-18',
      System: {
        Provider: {
          Name: 'Microsoft-Windows-Sysmon',
        },
        EventID: {
          Value: 1,
        },
        Channel: 'Microsoft-Windows-Sysmon/Operational',
      },
      EventData: {
        CommandLine: 'powershell -enc SQBFAFgA',
        Image: 'C:\\ps.exe',
      },
      UserData: null,
      Message: 'x',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      Provider_Name: 'Microsoft-Windows-Sysmon',
    },
  },
  {
    what: 'velociraptor parse_evtx raw',
    name: 'windows-event',
    record: {
      System: {
        Provider: {
          Name: 'Microsoft-Windows-Sysmon',
          Guid: 'x',
        },
        EventID: {
          Value: 1,
        },
        Version: 5,
        Level: 4,
        TimeCreated: {
          SystemTime: 1767323045.1,
        },
        EventRecordID: 12,
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        Computer: 'ws1',
        Security: {
          UserID: 'S-1-5-18',
        },
      },
      EventData: {
        CommandLine: 'powershell -enc SQBFAFgA',
        Image: 'C:\\ps.exe',
      },
      Message: 'x',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      Provider_Name: 'Microsoft-Windows-Sysmon',
      Computer: 'ws1',
    },
  },
  {
    what: 'sentinel SecurityEvent',
    name: 'windows-event',
    record: {
      TenantId: 't',
      TimeGenerated: '2026-01-02T03:04:05Z',
      SourceSystem: 'OpsManager',
      Account: 'CORP\\alice',
      AccountType: 'User',
      Computer: 'ws1',
      EventSourceName: 'Microsoft-Windows-Security-Auditing',
      Channel: 'Security',
      Task: 13312,
      Level: '8',
      EventID: 4688,
      Activity: '4688 - A new process has been created.',
      CommandLine: 'powershell -enc SQBFAFgA',
      NewProcessName: 'C:\\ps.exe',
      ParentProcessName: 'C:\\p.exe',
      SubjectUserName: 'alice',
      SubjectDomainName: 'CORP',
      Type: 'SecurityEvent',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'security',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      ParentImage: 'C:\\p.exe',
      User: 'CORP\\alice',
      Provider_Name: 'Microsoft-Windows-Security-Auditing',
    },
  },
  {
    what: 'sentinel SecurityEvent no channel',
    name: 'windows-event',
    record: {
      TenantId: 't',
      TimeGenerated: '2026-01-02T03:04:05Z',
      Computer: 'ws1',
      EventID: 4688,
      CommandLine: 'powershell -enc SQBFAFgA',
      NewProcessName: 'C:\\ps.exe',
      SubjectUserName: 'alice',
      SubjectDomainName: 'CORP',
      Type: 'SecurityEvent',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'security',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
    },
  },
  {
    what: 'sentinel Event table sysmon',
    name: 'windows-event',
    record: {
      TenantId: 't',
      TimeGenerated: '2026-01-02T03:04:05Z',
      Source: 'Microsoft-Windows-Sysmon',
      EventLog: 'Microsoft-Windows-Sysmon/Operational',
      Computer: 'ws1',
      EventID: 1,
      EventLevel: 4,
      ParameterXml: '<Param>x</Param>',
      EventData:
        '<DataItem type="System.XmlData" time="2026" sourceHealthServiceId="x"><EventData xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><Data Name="Image">C:\\ps.exe</Data><Data Name="CommandLine">powershell -enc SQBFAFgA</Data></EventData></DataItem>',
      RenderedDescription: 'Process Create',
      Type: 'Event',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      Provider_Name: 'Microsoft-Windows-Sysmon',
    },
  },
  {
    what: 'sentinel WindowsEvent',
    name: 'windows-event',
    record: {
      TenantId: 't',
      TimeGenerated: '2026-01-02T03:04:05Z',
      Provider: 'Microsoft-Windows-Sysmon',
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Computer: 'ws1',
      Task: 1,
      EventLevel: 4,
      EventLevelName: 'Information',
      EventID: 1,
      EventData: {
        CommandLine: 'powershell -enc SQBFAFgA',
        Image: 'C:\\ps.exe',
      },
      Type: 'WindowsEvent',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
      service: 'sysmon',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      Provider_Name: 'Microsoft-Windows-Sysmon',
    },
  },
  {
    what: 'defender DeviceProcessEvents',
    name: 'defender',
    record: {
      TenantId: 't',
      TimeGenerated: '2026-01-02T03:04:05Z',
      ActionType: 'ProcessCreated',
      DeviceName: 'ws1',
      DeviceId: 'x',
      FileName: 'powershell.exe',
      FolderPath: 'C:\\ps.exe',
      ProcessCommandLine: 'powershell -enc SQBFAFgA',
      InitiatingProcessFolderPath: 'C:\\p.exe',
      InitiatingProcessCommandLine: 'p.exe',
      AccountName: 'alice',
      AccountDomain: 'corp',
      Type: 'DeviceProcessEvents',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
      ParentImage: 'C:\\p.exe',
      ParentCommandLine: 'p.exe',
    },
  },
  {
    what: 'defender advanced hunting DeviceProcessEvents',
    name: 'defender',
    record: {
      Timestamp: '2026-01-02T03:04:05Z',
      ActionType: 'ProcessCreated',
      DeviceName: 'ws1',
      DeviceId: 'x',
      FileName: 'powershell.exe',
      FolderPath: 'C:\\ps.exe',
      ProcessCommandLine: 'powershell -enc SQBFAFgA',
      InitiatingProcessFolderPath: 'C:\\p.exe',
      InitiatingProcessCommandLine: 'p.exe',
    },
    logsource: {
      product: 'windows',
      category: 'process_creation',
    },
    fields: {
      Image: 'C:\\ps.exe',
      CommandLine: 'powershell -enc SQBFAFgA',
    },
  },
  {
    what: 'splunk export of fields',
    name: 'windows-event',
    record: {
      preview: false,
      result: {
        _time: '2026-01-02T03:04:05.000+00:00',
        EventCode: '1',
        Image: 'C:\\Windows\\System32\\whoami.exe',
        source: 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational',
        sourcetype: 'XmlWinEventLog',
      },
    },
    logsource: { product: 'windows', service: 'sysmon', category: 'process_creation' },
    fields: { EventID: 1, Image: 'C:\\Windows\\System32\\whoami.exe' },
  },
  {
    what: 'splunk, an event in text',
    name: 'windows-event',
    record: {
      _time: '2026-01-02T03:04:05.000+00:00',
      source: 'WinEventLog:Security',
      _raw: '01/02/2026 03:04:05.000 PM\nLogName=Security\nSourceName=Microsoft Windows security auditing.\nEventCode=4688\nComputerName=WS1\nMessage=A new process has been created.\n\nCreator Subject:\n\tAccount Name:\t\tbob\n\tAccount Domain:\t\tACME\n\nProcess Information:\n\tNew Process Name:\tC:\\Windows\\System32\\whoami.exe\n\tProcess Command Line:\twhoami /all',
    },
    logsource: { product: 'windows', service: 'security', category: 'process_creation' },
    fields: {
      EventID: 4688,
      Image: 'C:\\Windows\\System32\\whoami.exe',
      CommandLine: 'whoami /all',
      Computer: 'WS1',
      User: 'ACME\\bob',
    },
  },
  {
    what: 'EvtxECmd',
    name: 'windows-event',
    record: {
      PayloadData1: 'ProcessID: 42',
      MapDescription: 'Process creation',
      Computer: 'WS1',
      Payload:
        '{"EventData":{"Data":[{"@Name":"RuleName","#text":"-"},{"@Name":"Image","#text":"C:\\\\Windows\\\\System32\\\\whoami.exe"}]}}',
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Provider: 'Microsoft-Windows-Sysmon',
      EventId: 1,
      TimeCreated: '2026-01-02T03:04:05.1234567+00:00',
    },
    logsource: { product: 'windows', service: 'sysmon', category: 'process_creation' },
    fields: { EventID: 1, Image: 'C:\\Windows\\System32\\whoami.exe', Computer: 'WS1' },
  },
  {
    what: 'vector windows_event_log',
    name: 'windows-event',
    record: {
      host: 'WS1',
      timestamp: '2026-01-02T03:04:05Z',
      channel: 'System',
      event_id: 7045,
      provider_name: 'Service Control Manager',
      computer: 'WS1',
      event_data: { ServiceName: 'PSEXESVC' },
      source_type: 'windows_event_log',
    },
    logsource: { product: 'windows', service: 'system' },
    fields: { EventID: 7045, ServiceName: 'PSEXESVC', Provider_Name: 'Service Control Manager' },
  },
  {
    what: 'winlogbeat 8, its module for PowerShell',
    name: 'windows-event',
    record: {
      '@timestamp': '2026-01-02T03:04:05Z',
      ecs: { version: '8.0.0' },
      event: { code: '4104', module: 'powershell' },
      winlog: { channel: 'Microsoft-Windows-PowerShell/Operational', event_id: '4104' },
      powershell: { file: { script_block_text: 'Get-Process', script_block_id: 'x' } },
    },
    logsource: { product: 'windows', service: 'powershell', category: 'ps_script' },
    fields: { EventID: 4104, ScriptBlockText: 'Get-Process' },
  },
]
