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
    body = json.loads(request.body) if request.method == "POST" else request.GET
    asked = "challenge" in body  # then the token is there, too; else it is in a header
    token = body.get("verification-token") if asked else request.headers.get("verification-token")
    if not hmac.compare_digest(str(token or "").encode(), TOKEN.encode()):
        return HttpResponse("wrong verification token", status=401)
    if asked:
        return HttpResponse(body["challenge"], content_type="text/plain")
    arrivals.setdefault(body["Meta"]["Logs"][0]["ID"], body["Patient"]["Demographics"]["LastName"])
    return HttpResponse()


def list_arrivals(_: HttpRequest) -> HttpResponse:
    return JsonResponse(list(arrivals.values()), safe=False)


urlpatterns = [path("redox", receive), path("arrivals", list_arrivals)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"])
app = get_wsgi_application()
if __name__ == "__main__":
    execute_from_command_line(["manage.py", "runserver", "--noreload", *sys.argv[1:2]])
