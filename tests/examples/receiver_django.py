"""A Redox webhook receiver in one file of Django. Run it: python receiver_django.py 8000"""

import hmac
import json
import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

TOKEN = os.environ.get("REDOX_VERIFICATION_TOKEN", "my-made-up-token-0123456789")
arrivals: dict[str, str] = {}


def receive(request: HttpRequest) -> HttpResponse:
    try:
        body = json.loads(request.body) if request.method == "POST" else request.GET
    except ValueError:
        return HttpResponse("no JSON", status=400)
    asked = "challenge" in body  # then the token is there, too; else it is in a header
    token = body.get("verification-token") if asked else request.headers.get("verification-token")
    if not hmac.compare_digest(str(token or "").encode(), TOKEN.encode()):
        return HttpResponse("wrong verification token", status=401)
    if asked:
        return HttpResponse(body["challenge"], content_type="text/plain")
    if meta := body.get("Meta"):  # a FHIR bundle has none; it is set aside
        arrivals.setdefault(meta["Logs"][0]["ID"], meta["EventType"])
    return HttpResponse()


arrived = path("arrivals", lambda _: JsonResponse([*arrivals.values()], safe=False))
urlpatterns = [path("redox", receive), arrived]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], DATA_UPLOAD_MAX_MEMORY_SIZE=10**8)
app = get_wsgi_application()
if __name__ == "__main__":
    execute_from_command_line(["manage.py", "runserver", "--noreload", *sys.argv[1:2]])
