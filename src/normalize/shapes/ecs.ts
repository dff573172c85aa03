/**
 * The Elastic Common Schema under the names of Sigma's taxonomy, which for hosts are Sysmon's.
 * https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html
 */
import { fields } from './shape.ts'

/** What any record of the schema may have, whatever it tells of. */
export const ECS_FIELDS = fields({
  CommandLine: 'process.command_line',
  Image: 'process.executable',
  ProcessId: 'process.pid',
  ProcessGuid: 'process.entity_id',
  CurrentDirectory: 'process.working_directory',
  OriginalFileName: 'process.pe.original_file_name',
  Product: 'process.pe.product',
  Company: 'process.pe.company',
  Description: 'process.pe.description',
  FileVersion: 'process.pe.file_version',
  ParentImage: 'process.parent.executable',
  ParentCommandLine: 'process.parent.command_line',
  ParentProcessId: 'process.parent.pid',
  ParentProcessGuid: 'process.parent.entity_id',
  User: 'user.name',
  SourceIp: 'source.ip',
  SourcePort: 'source.port',
  SourceHostname: 'source.domain',
  DestinationIp: 'destination.ip',
  DestinationPort: 'destination.port',
  DestinationHostname: 'destination.domain',
  Protocol: 'network.transport',
  QueryName: 'dns.question.name',
  QueryResults: 'dns.answers.data',
  TargetFilename: 'file.path',
  TargetObject: 'registry.path',
  Details: 'registry.data.strings',
  ImageLoaded: 'dll.path',
})
