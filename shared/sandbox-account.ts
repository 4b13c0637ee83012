/** The id of the account that stands for the local sandbox. */
export const sandboxAccountId = 'sandbox';
