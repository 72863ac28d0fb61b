"""Who may ask which operation: every one of the OpenAPI document, asked by four.

By **nobody**; by a **person** who is signed in, whose session is worth nothing here; by an admitted
system **without** the scope; and by one **with** it. Both systems sign their requests.
"""

OPERATIONS = """
# operation                                             nobody person without with
GET  /api/v1/items                                      200    200    200     200
GET  /api/v1/items/changes                              200    200    200     200
GET  /api/v1/items/{code}                               200    200    200     200
GET  /api/v1/publications                               200    200    200     200
GET  /api/v1/licenses/{identifier}                      200    200    200     200
POST /api/v1/licenses/{identifier}/holder-check         401    401    403     200
"""
