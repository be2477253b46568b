"""Keys, signatures over a bundle, and the check that needs nothing else.

forms        canonical JSON, what DSSE signs, the words of a check
reading      a zip file read without trust
contents     whether files are as exported: digests, canonical form, the ledger's chain
figures      page one counted again from the stored decisions, and its states
envelopes    whose signature holds: key, state, time, the list of keys
approvals    whether it is approved: refusals, what was decided, the rule of two people
script       the check as a program
single_file  verify.py of a bundle, put together from those above
keys         a person's key, encrypted with a passphrase
statement    what an approver signs, and the signed envelope
spoken       a fingerprint as words
trust        the list of keys that a third party trusts
"""
