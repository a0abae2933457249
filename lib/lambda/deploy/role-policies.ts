import * as z from 'zod';
import type { Resource } from './template.ts';

// IAM's quotas (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). White space does not
// count.
/** All inline policies of a role together. */
const maxInlineCharacters = 10_240;
/** One managed policy. */
const maxManagedCharacters = 6_144;
/** The managed policies of one role. */
const maxManagedPolicies = 10;

/**
 * More than the longest ARN in this stack. CloudFormation makes names from stack, logical id and 13
 * characters.
 */
const longestArn = 200;

const Action = z.union([z.string().transform((action) => [action]), z.array(z.string())]);
const Statement = z.looseObject({ Action, Resource: z.unknown() });
type Statement = z.infer<typeof Statement>;
const Policies = z.array(z.looseObject({ PolicyDocument: z.looseObject({ Statement: z.array(Statement) }) }));

/** A role whose inline policies fit, and its additional managed policies by logical id. */
export interface FittedRole {
  role: Resource;
  policies: Record<string, Resource>;
}

/** Returns the role with its inline statements changed. A statement that becomes undefined is removed. */
export function withStatements(
  role: Resource,
  change: (statement: Statement, index: number) => Statement | undefined,
): Resource {
  let index = 0;
  const changed = Policies.parse(role.Properties?.['Policies'] ?? []).map((policy) => {
    const Statement = policy.PolicyDocument.Statement.flatMap((found) => change(found, index++) ?? []);
    return { ...policy, PolicyDocument: { ...policy.PolicyDocument, Statement } };
  });
  return { ...role, Properties: { ...role.Properties, Policies: changed } };
}

/**
 * Moves the longest statements of a role into managed policies if its inline policies exceed IAM's quota. The
 * role's rights stay the same. Returns an error message if the role would need too many managed policies.
 */
export function fitRole(id: string, role: Resource, region: string): FittedRole | string {
  const size = (value: unknown) => sizeInIam(value, region);
  const documents = Policies.parse(role.Properties?.['Policies'] ?? []).map(
    (policy) => policy.PolicyDocument,
  );
  const statements = documents.flatMap((document) => document.Statement);
  const longestFirst = [...statements.keys()].sort((a, b) => size(statements[b]) - size(statements[a]));
  let inline = documents.reduce((sum, document) => sum + size(document), 0);
  const moved = new Set<number>();
  for (const index of longestFirst) {
    if (inline <= maxInlineCharacters) break;
    moved.add(index);
    inline -= size(statements[index]);
  }
  if (moved.size === 0) return { role, policies: {} };
  const movedStatements = statements.filter((_, index) => moved.has(index));
  const managed = movedStatements.flatMap((statement) => documentsOf(statement, size));
  const attached = z.array(z.unknown()).default([]).parse(role.Properties?.['ManagedPolicyArns']);
  const needed = attached.length + managed.length;
  if (needed > maxManagedPolicies) return tooMany(id, needed, movedStatements);
  const policies = Object.fromEntries(
    managed.map((PolicyDocument, index) => [
      `${id}Policy${index + 1}`,
      { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } },
    ]),
  );
  const fitting = withStatements(role, (statement, index) => (moved.has(index) ? undefined : statement));
  const ManagedPolicyArns = [...attached, ...Object.keys(policies).map((Ref) => ({ Ref }))];
  return { role: { ...fitting, Properties: { ...fitting.Properties, ManagedPolicyArns } }, policies };
}

const documentOf = (statement: Statement) => ({ Version: '2012-10-17', Statement: [statement] });

/** Splits a statement into policies that each fit, with as many resources as possible. */
function documentsOf(statement: Statement, size: (value: unknown) => number): object[] {
  const parts: unknown[][] = [];
  for (const resource of [statement.Resource].flat()) {
    const grown = [...(parts.at(-1) ?? []), resource];
    const isFull = size(documentOf({ ...statement, Resource: grown })) > maxManagedCharacters;
    if (isFull || parts.length === 0) parts.push([resource]);
    else parts.splice(-1, 1, grown);
  }
  return parts.map((Resource) => documentOf({ ...statement, Resource }));
}

function tooMany(id: string, needed: number, moved: readonly Statement[]): string {
  const resources = moved.reduce((sum, { Resource }) => sum + [Resource].flat().length, 0);
  const actions = [...new Set(moved.flatMap((statement) => statement.Action))].join(', ');
  return (
    `${id}: the rights to ${resources} resources (${actions}) need ${needed} managed policies, expected at most ` +
    `${maxManagedPolicies} (IAM's quota for a role). Put several values into one secret of Secrets Manager ` +
    '(secretsmanager:name#key), or split accounts and destinations between several stages.'
  );
}

/**
 * Returns the most characters that IAM can count for a part of a policy. A reference counts as its longest
 * value.
 */
export function sizeInIam(value: unknown, region: string): number {
  return JSON.stringify(resolved(value, region)).replace(/\s/g, '').length;
}

/**
 * Returns the value as CloudFormation resolves it in this region. Unknown parts become texts of the greatest
 * length.
 */
export function resolved(value: unknown, region: string): unknown {
  if (Array.isArray(value)) return value.map((part) => resolved(part, region));
  if (typeof value !== 'object' || value === null) return value;
  const [[key = '', part] = []] = Object.entries(value);
  if (key === 'Ref' || key === 'Fn::GetAtt') return longestValueOf(String([part].flat()[0]), region);
  if (key === 'Fn::Sub')
    return String([part].flat()[0]).replace(/\$\{([\w:.]+)\}/g, (_, name) => longestValueOf(name, region));
  if (key === 'Fn::Join') {
    const [separator, parts] = Join.parse(part);
    return parts.map((joined) => String(resolved(joined, region))).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolved(inner, region)]));
}

const Join = z.tuple([z.string(), z.array(z.unknown())]);

function longestValueOf(name: string, region: string): string {
  switch (name) {
    case 'AWS::Region':
      return region;
    case 'AWS::AccountId':
      return '123456789012';
    case 'AWS::Partition':
      return 'aws-us-gov';
    default:
      return 'x'.repeat(longestArn);
  }
}
