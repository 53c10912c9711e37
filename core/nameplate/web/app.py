"""The application: routes, the middleware that guards them, and what they share."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from nameplate.errors import NameplateError
from nameplate.web import assets, problems
from nameplate.web.access import Access
from nameplate.web.door import Door
from nameplate.web.review import export, person, views
from nameplate.web.review.library import Library
from nameplate.web.site import Settings, Site
from nameplate.web.workbench import views as workbench
from nameplate.web.workbench.bench import Bench


def create_app(site: Site) -> Starlette:
    """The pages of a site; they open for who comes with its token."""
    app = Starlette(
        routes=[
            Route("/", views.plans),
            Route("/assets/{digest}/{name}", assets.serve),
            Route("/plans/{plan}", views.overview),
            Route("/plans/{plan}/changes", views.changes),
            Route("/plans/{plan}/changes/{change:int}", person.person),
            Route("/plans/{plan}/changes/{change:int}/explanation", person.explanation),
            Route("/plans/{plan}/findings", views.findings),
            Route("/plans/{plan}/integrity", views.integrity),
            Route("/plans/{plan}/pilot", views.pilot),
            Route("/plans/{plan}/export.{ending}", export.export),
            *workbench.ROUTES,
        ],
        middleware=[Middleware(Access, door=Door(site.token, site.hosts))],
        exception_handlers={
            NameplateError: problems.known,
            HTTPException: problems.http,
            Exception: problems.bug,
        },
    )
    app.router.redirect_slashes = False
    app.state.site = site
    app.state.library = Library(site.plans)
    app.state.settings = Settings(site)
    app.state.bench = Bench(app.state.settings, app.state.library)
    return app
