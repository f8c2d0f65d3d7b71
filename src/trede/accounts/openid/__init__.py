"""Login through an OpenID provider: of staff through their organisation, of firms through a broker.

`provider` reads the settings, `client` speaks the protocol, `flow` goes there and comes back, `people` decides who of
the staff may come in. Rooms above take the firms: see `accounts.firm_login`.
"""
