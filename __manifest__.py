{
    "name": "Collections",
    "summary": "Get invoices paid: reminders, formal notices, hand-off with proof",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "AGPL-3",
    "author": "The account_collection authors",
    "depends": ["account"],
    "data": [
        "security/collection_security.xml",
        "security/ir.model.access.csv",
        "security/collection_rules.xml",
        "data/collection_channel_data.xml",
        "data/collection_data.xml",
    ],
    "application": True,
}
