/** The steps of a connection test, in this order. */
export const connectionSteps = ['endpoint', 'keys', 'bucket', 'upload'] as const;
export type ConnectionStep = (typeof connectionSteps)[number];
