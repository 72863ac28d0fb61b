"""Who may enter where: every route, visited by four people, and what each is answered.

Four answers for GET and four for POST: to **nobody** (not signed in), to a **stranger** (a person
whom the object does not belong to), to an **other** officer (of the same duties in another
county), and to the **right** one. ``city`` in ``conftest.py`` has the people and the objects.

An answer is a status, or ``sign-in``: redirected to the page for signing in. What a route does
with the right one's POST is empty input unless ``INPUT`` of the test gives some: 422 is then the
honest answer.

Who changes one's own protection must have shown lately who one is. The people of ``city`` have not,
and have no password to show it with: 403 is the page that asks them to sign in again. What is
behind it is visited in ``accounts/tests/test_second_factor.py``.
"""

ROUTES = """
#                                          GET                                | POST
# route                          right     nobody   stranger other    right   | nobody   stranger other    right
healthz                          applicant 200      200      200      200     | 405      405      405      405
accounts:sign_in                 applicant 200      302      302      302     | 200      302      302      302
accounts:sign_out                applicant 302      200      200      200     | 302      302      302      302
accounts:capacity                applicant sign-in  200      200      200     | sign-in  302      302      302
accounts:no_account              applicant 200      200      200      200     | 405      405      405      405
accounts:register                applicant 200      302      302      302     | 422      302      302      302
accounts:register_code           applicant 302      302      302      302     | 302      302      302      302
accounts:register_terms          applicant 302      302      302      302     | 302      302      302      302
accounts:register_identity       applicant 302      302      302      302     | 302      302      302      302
accounts:register_finish         applicant 302      302      302      302     | 302      302      302      302
accounts:link                    applicant 200      200      200      200     | 200      200      200      200
accounts:link_back               applicant 409      409      409      409     | 405      405      405      405
accounts:links                   applicant sign-in  200      403      200     | sign-in  405      403      405
accounts:link_end                applicant sign-in  405      403      405     | sign-in  404      403      302
accounts:data                    applicant sign-in  200      403      200     | sign-in  405      403      405
accounts:data_ask                applicant sign-in  405      403      405     | sign-in  302      403      302
accounts:data_copy               applicant sign-in  404      403      200     | sign-in  405      403      405
accounts:consent_withdraw        applicant sign-in  405      403      405     | sign-in  404      403      404
accounts:phone                   applicant sign-in  200      403      200     | sign-in  422      403      422
accounts:phone_codes             applicant sign-in  302      403      302     | sign-in  302      403      302
accounts:close                   applicant sign-in  200      403      200     | sign-in  422      403      422
accounts:step_up                 applicant sign-in  200      403      200     | sign-in  422      403      422
accounts:first_password          applicant sign-in  302      302      302     | sign-in  302      302      302
accounts:desk_people             officer   sign-in  403      200      200     | sign-in  403      422      422
accounts:desk_register           officer   sign-in  403      200      200     | sign-in  403      422      422
accounts:desk_person             officer   sign-in  403      404      404     | sign-in  403      404      404
accounts:desk_end_guarding       officer   sign-in  403      405      405     | sign-in  403      302      302
accounts:desk_requests           officer   sign-in  403      200      200     | sign-in  403      302      302
accounts:demo_faults             admin     sign-in  403      403      200     | sign-in  403      403      302
accounts:demo_sign_in            applicant 404      404      404      404     | 404      404      404      404
accounts:officers                admin     sign-in  403      403      200     | sign-in  403      403      405
accounts:officer                 admin     sign-in  403      403      200     | sign-in  403      403      405
accounts:appoint                 admin     sign-in  403      403      405     | sign-in  403      403      302
accounts:leave                   admin     sign-in  403      403      405     | sign-in  403      403      302
accounts:end_tenure              admin     sign-in  403      403      405     | sign-in  403      403      302
accounts:hand_over               admin     sign-in  403      403      405     | sign-in  403      403      302
accounts:standing_in             officer   sign-in  403      200      200     | sign-in  403      422      422
accounts:end_stand_in            officer   sign-in  403      405      405     | sign-in  403      403      302
accounts:recusals                officer   sign-in  403      200      200     | sign-in  403      302      302
accounts:end_recusal             security  sign-in  403      403      405     | sign-in  403      403      302
accounts:rights_review           security  sign-in  403      403      200     | sign-in  403      403      405
accounts:review                  security  sign-in  403      403      405     | sign-in  403      403      302
accounts:protection              applicant sign-in  200      200      200     | sign-in  405      405      405
accounts:factor_needed           applicant sign-in  200      200      200     | sign-in  405      405      405
accounts:add_app                 applicant sign-in  403      403      403     | sign-in  403      403      403
accounts:add_passkey             applicant sign-in  403      403      403     | sign-in  403      403      403
accounts:recovery_codes          applicant sign-in  403      403      403     | sign-in  403      403      403
accounts:password                applicant sign-in  403      403      403     | sign-in  403      403      403
accounts:remove_factor           applicant sign-in  403      403      403     | sign-in  403      403      403
accounts:devices                 applicant sign-in  200      200      200     | sign-in  405      405      405
accounts:end_other_devices       applicant sign-in  405      405      405     | sign-in  302      302      302
accounts:end_device              applicant sign-in  405      405      405     | sign-in  404      404      302
accounts:security                security  sign-in  403      403      200     | sign-in  403      403      405
accounts:acknowledge_alert       security  sign-in  403      403      405     | sign-in  403      403      302
accounts:granted                 applicant sign-in  200      200      200     | sign-in  404      404      404
exchange:desk                    admin     sign-in  403      403      200     | sign-in  403      403      405
exchange:export                  admin     sign-in  403      403      405     | sign-in  403      403      200
exchange:take                    admin     sign-in  403      403      405     | sign-in  403      403      422
exchange:guide_import            admin     sign-in  403      403      200     | sign-in  403      403      405
exchange:rejected                admin     sign-in  403      403      200     | sign-in  403      403      405
exchange:upstream                manager   sign-in  403      403      200     | sign-in  403      403      405
exchange:attend                  manager   sign-in  403      403      405     | sign-in  403      403      302
accounts:clients                 security  sign-in  403      403      200     | sign-in  403      403      405
accounts:client_apply            data      sign-in  403      403      200     | sign-in  403      403      422
accounts:client                  security  sign-in  403      403      200     | sign-in  403      403      405
accounts:client_admit            security  sign-in  403      403      405     | sign-in  403      403      302
accounts:client_secret           security  sign-in  403      403      405     | sign-in  403      403      409
accounts:client_decide           security  sign-in  403      403      405     | sign-in  403      403      302
idp:oidc:configuration           applicant 200      200      200      200     | 405      405      405      405
idp:oidc:jwks                    applicant 200      200      200      200     | 405      405      405      405
idp:oidc:authorization           applicant 400      400      400      400     | 302      302      302      302
idp:oidc:token                   applicant 405      405      405      405     | 400      400      400      400
idp:oidc:userinfo                applicant 401      401      401      401     | 401      401      401      401
idp:oidc:introspect              applicant 405      405      405      405     | 400      400      400      400
idp:oidc:revoke                  applicant 405      405      405      405     | 400      400      400      400
idp:oidc:logout                  applicant 302      200      200      200     | 302      200      200      200
idp:oidc:device_code             applicant 405      405      405      405     | 401      401      401      401
idp:oidc:device_authorization    applicant sign-in  200      200      200     | sign-in  422      422      422
account_login                    applicant 200      302      302      302     | 200      302      302      302
account_logout                   applicant 302      200      200      200     | 302      302      302      302
account_request_login_code       applicant 200      302      302      302     | 200      302      302      302
account_confirm_login_code       applicant 302      302      302      302     | 302      302      302      302
account_signup                   applicant 200      200      200      200     | 405      405      405      405
account_reset_password           applicant 200      200      200      200     | 405      405      405      405
account_inactive                 applicant 200      200      200      200     | 405      405      405      405
account_reauthenticate           applicant sign-in  403      403      403     | sign-in  403      403      403
mfa_authenticate                 applicant 302      302      302      302     | 302      302      302      302
mfa_login_webauthn               applicant 302      302      302      302     | 302      302      302      302
mfa_reauthenticate               applicant sign-in  403      403      403     | sign-in  403      403      403
mfa_reauthenticate_webauthn      applicant sign-in  403      403      403     | sign-in  403      403      403
account_email_verification_sent  applicant 200      200      200      200     | 405      405      405      405
pages:mode                       applicant 302      302      302      302     | 405      405      405      405
pages:style                      applicant 200      200      200      200     | 405      405      405      405
notices:mailbox                  admin     200      200      200      200     | 405      405      405      405
notices:outbox                   admin     sign-in  403      403      200     | sign-in  403      403      405
notices:send_again               admin     sign-in  403      403      405     | sign-in  403      403      302
licenses:verify                  applicant 200      200      200      200     | 422      422      422      422
licenses:root                    applicant 200      200      200      200     | 405      405      405      405
licenses:verified                applicant 200      200      200      200     | 405      405      405      405
cases:desk                       officer   sign-in  403      200      200     | sign-in  403      405      405
cases:desk_case                  officer   sign-in  403      404      200     | sign-in  403      405      405
cases:desk_act                   officer   sign-in  403      405      405     | sign-in  403      404      302
cases:desk_reveal                officer   sign-in  403      404      302     | sign-in  403      404      422
cases:desk_material              officer   sign-in  403      404      200     | sign-in  403      405      405
cases:desk_preview               officer   sign-in  403      404      200     | sign-in  403      405      405
openapi:openapi-json             applicant 200      200      200      200     | 200      200      200      200
openapi:items                    applicant 200      200      200      200     | 405      405      405      405
openapi:item_changes             applicant 200      200      200      200     | 405      405      405      405
openapi:guide                    applicant 200      200      200      200     | 405      405      405      405
openapi:license_status           applicant 200      200      200      200     | 405      405      405      405
openapi:holder_check             applicant 405      405      405      405     | 401      401      401      401
openapi:api-root                 applicant 404      404      404      404     | 404      404      404      404
web:home                         applicant 200      200      200      200     | 405      405      405      405
web:elder_home                   applicant 200      200      200      200     | 405      405      405      405
web:search                       applicant 200      200      200      200     | 405      405      405      405
web:suggest                      applicant 200      200      200      200     | 405      405      405      405
web:theme                        applicant 200      200      200      200     | 405      405      405      405
web:guide                        applicant 200      200      200      200     | 405      405      405      405
web:apply                        applicant sign-in  200      403      200     | sign-in  302      403      302
web:apply_page                   applicant sign-in  404      403      200     | sign-in  404      403      302
web:apply_materials              applicant sign-in  404      403      200     | sign-in  404      403      302
web:apply_check                  applicant sign-in  302      403      200     | sign-in  302      403      302
web:apply_discard                applicant sign-in  405      403      405     | sign-in  404      403      302
web:my                           applicant sign-in  200      403      200     | sign-in  405      403      405
web:my_licenses                  applicant sign-in  200      403      200     | sign-in  405      403      405
web:my_case                      applicant sign-in  404      403      200     | sign-in  405      403      405
web:my_correct                   applicant sign-in  404      403      200     | sign-in  404      403      422
web:my_withdraw                  applicant sign-in  405      403      405     | sign-in  404      403      302
web:my_rate                      applicant sign-in  404      403      200     | sign-in  404      403      302
web:my_license                   applicant sign-in  404      403      200     | sign-in  405      403      405
web:my_material                  applicant sign-in  404      403      200     | sign-in  405      403      405
web:progress                     applicant 200      200      200      200     | 200      200      200      200
"""
