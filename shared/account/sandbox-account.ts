/** The id of the account of the local sandbox. */
export const sandboxAccountId = 'sandbox';
