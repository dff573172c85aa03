/**
 * What Azure and Entra ID write through diagnostic settings, and the tables of Log Analytics. Rules know the same values
 * by the names of either, and some by those of a shipper (`properties.message`).
 */
import { fields, holds, type Shape, shape, text } from './shape.ts'

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
