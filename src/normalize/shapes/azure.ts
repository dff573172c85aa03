/**
 * What Azure and Entra ID write through diagnostic settings, and the tables of Log Analytics. Rules know the same values
 * by the names of either, and some by those of a shipper (`properties.message`).
 */
import { jsonText } from './derived/json-text.ts'
import { at, fields, holds, type Shape, shape, text } from './shape.ts'

const ACTIVITY_CATEGORIES = [
  'Administrative',
  'Security',
  'ServiceHealth',
  'Alert',
  'Recommendation',
  'Policy',
  'Autoscale',
  'ResourceHealth',
]

/** What something was done to. */
const targets = (path: string) =>
  ['TargetResources', 'properties.targetResources'].map(name => jsonText(name, at(path)))

export const AZURE_SHAPES: readonly Shape[] = [
  shape({
    format: 'azure-activity',
    keys: [
      text('operationName'),
      text('resourceId', '/subscriptions/*', '/SUBSCRIPTIONS/*'),
      text('category', ...ACTIVITY_CATEGORIES),
    ],
    logsource: { product: 'azure', service: 'activitylogs' },
    added: fields({
      OperationNameValue: 'operationName',
      CategoryValue: 'category',
      ResourceId: 'resourceId',
      ResourceProviderValue: ['properties.resourceProviderValue', 'resourceProviderName.value'],
      'properties.message': ['properties.message', 'operationName'],
    }),
  }),
  // As the management API gives them: names come with a text for people.
  shape({
    format: 'azure-activity',
    keys: [
      text('operationName.value'),
      text('category.value', ...ACTIVITY_CATEGORIES),
      text('resourceId'),
      text('eventDataId'),
    ],
    logsource: { product: 'azure', service: 'activitylogs' },
    named: fields({ operationName: 'operationName.value', category: 'category.value' }),
    added: fields({
      OperationNameValue: 'operationName.value',
      CategoryValue: 'category.value',
      ResourceId: 'resourceId',
      ResourceProviderValue: 'resourceProviderName.value',
      'properties.message': ['properties.message', 'operationName.value'],
    }),
  }),
  // As Microsoft Graph gives them.
  shape({
    format: 'azure-audit',
    keys: [text('activityDisplayName'), text('activityDateTime'), text('loggedByService')],
    logsource: { product: 'azure', service: 'auditlogs' },
    added: fields({
      operationName: 'activityDisplayName',
      OperationName: 'activityDisplayName',
      ActivityDisplayName: 'activityDisplayName',
      ActivityType: 'activityDisplayName',
      activityType: 'activityDisplayName',
      Category: 'category',
      LoggedByService: 'loggedByService',
      Status: 'result',
      TargetResources: 'targetResources',
      Initiatedby: 'initiatedBy',
      'properties.message': 'activityDisplayName',
    }),
    derived: targets('targetResources'),
  }),
  shape({
    format: 'azure-signin',
    keys: [text('createdDateTime'), text('appDisplayName'), text('clientAppUsed'), holds('map', 'status')],
    logsource: { product: 'azure', service: 'signinlogs' },
    added: fields({
      ResultType: 'status.errorCode',
      resultType: 'status.errorCode',
      ResultDescription: 'status.failureReason',
      Resultdescription: 'status.failureReason',
      AuthenticationRequirement: 'authenticationRequirement',
      Status: 'status',
      ClientApp: 'clientAppUsed',
      Username: 'userPrincipalName',
      ResourceDisplayName: 'resourceDisplayName',
      RiskState: 'riskState',
      DeviceDetail: 'deviceDetail',
      'DeviceDetail.trusttype': 'deviceDetail.trustType',
      NetworkLocationDetails: 'networkLocationDetails',
      'properties.message': 'status.failureReason',
    }),
  }),
  shape({
    format: 'azure-audit',
    keys: [text('operationName'), text('category', 'AuditLogs'), holds('map', 'properties')],
    logsource: { product: 'azure', service: 'auditlogs' },
    added: fields({
      OperationName: 'operationName',
      ActivityDisplayName: 'properties.activityDisplayName',
      ActivityType: 'properties.activityDisplayName',
      activityType: 'properties.activityDisplayName',
      Category: 'properties.category',
      LoggedByService: 'properties.loggedByService',
      Status: 'properties.result',
      TargetResources: 'properties.targetResources',
      targetResources: 'properties.targetResources',
      additionalDetails: 'properties.additionalDetails',
      Initiatedby: 'properties.initiatedBy',
      'properties.message': ['properties.message', 'properties.activityDisplayName', 'operationName'],
    }),
    derived: targets('properties.targetResources'),
  }),
  shape({
    format: 'azure-signin',
    keys: [text('category', '*SignInLogs'), holds('map', 'properties')],
    logsource: { product: 'azure', service: 'signinlogs' },
    added: fields({
      ResultType: 'resultType',
      ResultDescription: 'resultDescription',
      Resultdescription: 'resultDescription',
      AuthenticationRequirement: 'properties.authenticationRequirement',
      Status: 'properties.status',
      userAgent: 'properties.userAgent',
      ClientApp: 'properties.clientAppUsed',
      Username: 'properties.userPrincipalName',
      ResourceDisplayName: 'properties.resourceDisplayName',
      conditionalAccessStatus: 'properties.conditionalAccessStatus',
      RiskState: 'properties.riskState',
      DeviceDetail: 'properties.deviceDetail',
      'DeviceDetail.trusttype': 'properties.deviceDetail.trustType',
      NetworkLocationDetails: 'properties.networkLocationDetails',
      homeTenantId: 'properties.homeTenantId',
      resourceTenantId: 'properties.resourceTenantId',
      'properties.message': ['properties.message', 'resultDescription'],
    }),
  }),
  shape({
    format: 'azure-risk',
    keys: [
      text('category', 'UserRiskEvents', 'ServicePrincipalRiskEvents'),
      text('properties.riskEventType'),
    ],
    logsource: { product: 'azure', service: 'riskdetection' },
    added: fields({ riskEventType: 'properties.riskEventType' }),
  }),
  shape({
    format: 'azure-risk',
    keys: [text('riskEventType'), text('riskState'), text('riskLevel')],
    logsource: { product: 'azure', service: 'riskdetection' },
  }),
  shape({
    format: 'log-analytics',
    keys: [text('Type', 'AWSCloudTrail'), text('EventName'), text('EventSource')],
    logsource: { product: 'aws', service: 'cloudtrail' },
    added: fields({
      eventName: 'EventName',
      eventSource: 'EventSource',
      eventType: 'EventTypeName',
      errorCode: 'ErrorCode',
      errorMessage: 'ErrorMessage',
      awsRegion: 'AWSRegion',
      sourceIPAddress: 'SourceIpAddress',
      userAgent: 'UserAgent',
      requestParameters: 'RequestParameters',
      responseElements: 'ResponseElements',
      'userIdentity.type': 'UserIdentityType',
      'userIdentity.arn': 'UserIdentityArn',
    }),
  }),
  shape({
    format: 'log-analytics',
    keys: [text('Type', 'OfficeActivity'), text('Operation'), text('OfficeWorkload')],
    logsource: { product: 'm365', service: 'audit' },
    added: fields({
      eventSource: 'OfficeWorkload',
      Workload: 'OfficeWorkload',
      eventName: 'Operation',
      status: 'ResultStatus',
    }),
  }),
  ...[
    ['AuditLogs', 'auditlogs'],
    ['SigninLogs', 'signinlogs'],
    ['AADNonInteractiveUserSignInLogs', 'signinlogs'],
    ['AzureActivity', 'activitylogs'],
    ['AADUserRiskEvents', 'riskdetection'],
  ].map(([table = '', service = '']) =>
    shape({
      format: 'log-analytics',
      keys: [text('Type', table), text('TenantId'), text('TimeGenerated')],
      logsource: { product: 'azure', service },
      added: fields({
        operationName: ['OperationNameValue', 'OperationName'],
        riskEventType: 'RiskEventType',
      }),
    }),
  ),
]
